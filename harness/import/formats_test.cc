// SPDX-License-Identifier: Apache-2.0
#include "import/formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "record/record_json.h"

namespace assay::import {
namespace {

using ::testing::HasSubstr;

TEST(ReadAny, KnowsOurRecordsAndGoogleBenchmarksFilesByTheirContent) {
  record::Record record;
  record.id = "1234";
  record.provenance = "measured";
  EXPECT_EQ(read_any(record::to_json(record).dump(), "x"), record);
  EXPECT_EQ(read_any(R"({"context": {}, "benchmarks": []})", "x").provenance, "imported");
}

TEST(ReadAny, NamesTheFormatsWhenItIsNone) {
  for (const char* text : {"", "{}", "[]", "a,b,c\n1,2,3\n", R"({"benchmarks": []})",
                           "\x7f"
                           "ELF"}) {
    try {
      read_any(text, "file.bin");
      FAIL() << text;
    } catch (const base::Error& error) {
      EXPECT_EQ(error.exit(), base::Exit::usage);
      EXPECT_THAT(error.what(), HasSubstr("file.bin: is no result file"));
      for (const std::string& name : format_names()) EXPECT_THAT(error.what(), HasSubstr(name));
    }
  }
}

TEST(ReadAny, ShowsTheFaultOfAFileItRecognised) {
  EXPECT_THROW(read_any(R"({"schema": "assay.record/1", "cells": 5})", "x"), base::Error);
  EXPECT_THROW(read_any(R"({"context": {}, "benchmarks": [{}]})", "x"), base::Error);
}

}  // namespace
}  // namespace assay::import
