// SPDX-License-Identifier: Apache-2.0
#include "record/text_form.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "record/edited_test.h"

namespace assay::record {
namespace {

void expect(const TextForm& form, const std::vector<std::string>& good,
            const std::vector<std::string>& bad) {
  for (const std::string& text : good)
    EXPECT_TRUE(form.fits(text)) << form.expected << ": " << text;
  for (const std::string& text : bad)
    EXPECT_FALSE(form.fits(text)) << form.expected << ": " << text;
}

TEST(TextForm, AnIdIsATimeAndSixDigits) {
  expect(kRecordId, {"20261125T120351Z-3f9a01", "00000000T000000Z-000000"},
         {"", "r1", "20261125T120351Z-3f9a0", "20261125T120351Z-3f9a012", "20261125T120351Z-3F9A01",
          "20261125t120351Z-3f9a01", "2026112ZT120351Z-3f9a01", "20261125T120351Z3f9a011"});
}

TEST(TextForm, ATimeIsOneThatWas) {
  expect(kUtcTime,
         {"2026-11-25T12:03:51Z", "2024-02-29T00:00:00Z", "2000-02-29T23:59:59Z",
          "2026-12-31T00:00:00Z"},
         {"", "yesterday", "2026-11-25", "2026-11-25 12:03:51", "2026-11-25T12:03:51",
          "2026-11-25T12:03:51+01:00", "2026-02-30T00:00:00Z", "2026-02-29T00:00:00Z",
          "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-13-01T00:00:00Z",
          "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z",
          "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "2026-01-01T00:00:00Z "});
}

TEST(TextForm, ADayIsOneThatWas) {
  expect(kDay, {"2026-11-25", "2024-02-29"},
         {"", "soon", "2026-02-29", "2026-11-31", "2026-13-01", "2026-11-25T", "2026-1-25"});
}

TEST(TextForm, HashesHaveTheirNumberOfDigits) {
  const std::string digits = "0123456789abcdef";
  expect(kShortHash, {digits}, {"", digits + "0", "0123456789abcde", "0123456789ABCDEF"});
  expect(kSession, {"", digits}, {"5e55", digits + digits});
  expect(kSha256, {digits + digits + digits + digits},
         {"", "xyz", digits, digits + digits + digits + "0123456789abcdeg",
          digits + digits + digits + digits + "0"});
  expect(kCommit, {"", digits + digits + "01234567"}, {"abc", digits + digits});
  expect(kRevision, {digits + digits + "01234567", digits + digits + digits + digits},
         {"", digits, digits + digits + "0123456G"});
  expect(kBuildId, {"00", "23cd", digits}, {"", "0", "abc", "xy"});
}

TEST(TextForm, AVersionHasThreeNumbers) {
  expect(kVersion, {"", "0.1.0", "12.0.345"},
         {"1", "1.2", "1.2.3.4", "1..3", ".1.2", "1.2.", "1.2.x", "v1.2.3"});
}

TEST(TextForm, NamesAreThoseOfFiles) {
  expect(kFileName, {"a", "x86-64-v3", "debian-12", "openeuler-22.03-lts", "9", "a_b"},
         {"", "-a", ".a", "_a", "A", "a b", "a/b", "\xc3\xa4"});
}

TEST(TextForm, ABenchmarksNameBeginsWithItsSuite) {
  expect(kBenchmarkName, {"a/b", "compute/matmul/64", "a//", "a/b c#2"},
         {"", "a", "a/", "/a", "/", "a/\n"});
}

TEST(TextForm, ACodeIsAWord) {
  expect(kCode, {"signal", "wrong-checksum", "a1", "a-"}, {"", "1a", "-a", "A", "a b", "a_b"});
}

TEST(TextForm, SomeTextsAreNotEmptyOnly) { expect(kNotEmpty, {" ", "x"}, {""}); }

// testdata/edits-1.jsonl and -2.jsonl name a value of a kept record in each line: whether it may be
// left out (null: that depends), and what may and what may not stand there. schema_test.py asks the
// schema the same questions.
class EditedRecords : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(OfSchema, EditedRecords, testing::Values(1, 2));

TEST_P(EditedRecords, AreAnsweredAsTheSchemaAnswers) {
  const auto path = std::filesystem::path(ASSAY_SOURCE_DIR) / "harness/record/testdata" /
                    fmt::format("edits-{}.jsonl", GetParam());
  int asked = 0;
  for (const auto& line : base::split(sys::read_file(path, base::Bytes{1u << 20}), '\n')) {
    if (line.empty()) continue;
    const base::Json edit = base::parse_json(line, "edits.jsonl");
    const base::Json record = kept_record(GetParam(), edit.text("of"));
    const auto at = steps_of(edit.text("at"));
    if (const bool* required = edit.find("required")->boolean()) {
      EXPECT_NE(answer_to(edited(record, at, nullptr)).empty(), *required) << line;
    }
    for (const base::Json& value : *edit.find("wrong")->array()) {
      EXPECT_THAT(answer_to(edited(record, at, &value)), testing::StartsWith("a.json: "))
          << value.dump_compact() << " in " << line;
    }
    for (const base::Json& value : *edit.find("right")->array()) {
      EXPECT_EQ(answer_to(edited(record, at, &value)), "") << line;
    }
    ++asked;
  }
  EXPECT_GT(asked, 100);
}

}  // namespace
}  // namespace assay::record
