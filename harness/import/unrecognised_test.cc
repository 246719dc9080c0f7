// SPDX-License-Identifier: Apache-2.0
#include "import/unrecognised.h"

#include <gmock/gmock.h>

#include <string>

#include "import/formats.h"

namespace assay::import {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string says(std::string_view bytes) {
  const base::Error error = unrecognised(bytes, "a.json");
  EXPECT_EQ(error.exit(), base::Exit::usage);
  return error.what();
}

constexpr std::string_view kGoodFile =
    R"({"context": {}, "benchmarks": [{"name": "a", "real_time": 1, "cpu_time": 1}]})";

std::string utf16(std::string_view text, bool big) {
  std::string wide;
  for (const char c : text) {
    if (big) wide += '\0';
    wide += c;
    if (!big) wide += '\0';
  }
  return wide;
}

TEST(Unrecognised, NamesWhatIsNotThere) {
  EXPECT_THAT(says(""), StartsWith("a.json: is empty"));
  EXPECT_THAT(says(" \n\t\n"), StartsWith("a.json: holds blanks only"));
}

TEST(Unrecognised, NamesCompressionAndEncoding) {
  EXPECT_THAT(says("\x1f\x8b\x08"), HasSubstr("is compressed with gzip; gunzip makes"));
  EXPECT_THAT(says("\x28\xb5\x2f\xfd"), HasSubstr("is compressed with zstd"));
  for (const bool big : {false, true}) {
    EXPECT_THAT(says(utf16(kGoodFile, big)), HasSubstr("is text in UTF-16"));
  }
  EXPECT_THAT(says("\xff\xfe{"), HasSubstr("is text in UTF-16"));
}

TEST(Unrecognised, FindsTheResultBehindOtherOutput) {
  EXPECT_THAT(says("-- NOTE: the unit\nlibfoo: no driver\n" + std::string(kGoodFile)),
              HasSubstr("line 1 is not JSON: '-- NOTE: the unit'; the result begins on line 3"));
  EXPECT_THAT(says("{fmt} warming caches...\n" + std::string(kGoodFile)),
              HasSubstr("the result begins on line 2"));
}

TEST(Unrecognised, SaysWhereAFileWasCut) {
  EXPECT_THAT(says(R"({"context": {"date": "20)"),
              HasSubstr("ends in the middle, before its first benchmark is complete"));
}

TEST(Unrecognised, NamesOtherDocuments) {
  EXPECT_THAT(says("[" + std::string(kGoodFile) + "]"), HasSubstr("holds an array"));
  EXPECT_THAT(says(R"({"benchmarks": [{"name": "x"}]})"), HasSubstr("without a context"));
  EXPECT_THAT(says("{}"), HasSubstr("is not a result file; expected one of: Google Benchmark"));
}

// Whole entries are counted, whatever their names hold.
TEST(CutResult, CountsWhatIsComplete) {
  const std::string one = R"({"context": {}, "benchmarks": [{"name": "a]}{"})";
  EXPECT_TRUE(is_cut(one));
  EXPECT_FALSE(is_cut(kGoodFile));
  EXPECT_THAT(cut_result(one, "a.json").what(), HasSubstr("after 1 complete benchmark;"));
  EXPECT_THAT(cut_result(one + R"(, {"name": "b"}, {"na)", "a.json").what(),
              HasSubstr("after 2 complete benchmarks;"));
}

// Of other tools' files: a record is copied byte for byte, and no reader of records takes one.
TEST(ReadAny, TakesAByteOrderMark) {
  EXPECT_NO_THROW(read_any("\xef\xbb\xbf" + std::string(kGoodFile), "a.json"));
  try {
    read_any("\xef\xbb\xbf{\"schema\": \"assay.record/2\", \"cells\": []}", "a.json");
    FAIL() << "it was read";
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("a.json:1:1: begins with a byte order mark"));
  }
}

TEST(ReadAny, SaysThatAResultWasCut) {
  try {
    read_any(R"({"context": {}, "benchmarks": [{"name": "a", "real_time": 1, "cpu_time": 1}, {"n)",
             "a.json");
    FAIL() << "it was read";
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("ends in the middle, after 1 complete benchmark"));
  }
}

}  // namespace
}  // namespace assay::import
