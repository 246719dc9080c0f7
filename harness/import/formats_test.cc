// SPDX-License-Identifier: Apache-2.0
#include "import/formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "record/record_json.h"

namespace assay::import {
namespace {

using ::testing::HasSubstr;

TEST(ReadAny, KnowsOurRecordsAndGoogleBenchmarksFilesByTheirContent) {
  record::Record record;
  record.created = "2026-11-24T05:00:00Z";
  record.provenance = "measured";
  record.hosts[0].host_class = "virtualised";
  record::seal(record);
  EXPECT_EQ(read_any(record::to_json(record).dump(), "x"), record);
  const std::string list = R"([{"name": "a", "real_time": 1, "cpu_time": 1}])";
  EXPECT_EQ(read_any(R"({"context": {}, "benchmarks": )" + list + "}", "x").provenance, "imported");
  EXPECT_EQ(read_any(R"({"schema": "theirs", "context": {}, "benchmarks": )" + list + "}", "x")
                .provenance,
            "imported");
  base::Json::Object members = *record::to_json(record).object();
  std::ranges::reverse(members);  // no order of keys is asked for
  EXPECT_EQ(read_any(base::Json(members).dump(), "x"), record);
}

TEST(ReadAny, NamesTheFormatsWhenItIsNone) {
  for (const char* text : {"{}", "a,b,c\n1,2,3\n",
                           "\x7f"
                           "ELF"}) {
    try {
      read_any(text, "file.bin");
      FAIL() << text;
    } catch (const base::Error& error) {
      EXPECT_EQ(error.exit(), base::Exit::usage);
      EXPECT_THAT(error.what(), HasSubstr("file.bin: is not a result file"));
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
