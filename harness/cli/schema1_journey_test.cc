// SPDX-License-Identifier: Apache-2.0
// Records of schema 1 are read for good: what show, compare and matrix printed of them when that
// was the only schema is what they print now. testdata/schema1/README.md of the room record says
// where these records and texts come from.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/number.h"
#include "base/text.h"
#include "cli/journey.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

const fs::path kRecords = fs::path(ASSAY_SOURCE_DIR) / "harness/record/testdata/schema1";
constexpr std::string_view kPrompt = "$ assay ";

// A command and all that it printed, as a terminal shows it.
struct Step {
  std::string words, printed;
};

std::vector<Step> read_steps(const std::string& transcript) {
  std::vector<Step> steps;
  for (const std::string& line : base::split(transcript, '\n')) {
    if (line.starts_with(kPrompt)) {
      steps.push_back({line.substr(kPrompt.size()), ""});
    } else {
      steps.back().printed += line + "\n";
    }
  }
  steps.back().printed.pop_back();  // nothing follows the end of the last line
  return steps;
}

// Two C libraries may disagree on the last digits of a logarithm: numbers of more than 12 digits
// are compared to 12.
std::string rounded(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t begin = text.find_first_of("0123456789");
    result += text.substr(0, begin);
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const std::string_view digits = text.substr(0, text.find_first_not_of("0123456789."));
    const auto number = base::to_double(digits);
    const bool long_fraction = digits.find('.') != std::string_view::npos && digits.size() > 13;
    result += number && long_fraction ? fmt::format("{:.12g}", *number) : std::string(digits);
    text.remove_prefix(digits.size());
  }
  return result;
}

std::string printed_by(const std::string& words) {
  const auto ran =
      run_program(fs::path(ASSAY_BINARY_DIR) / "assay", base::split(words, ' '), kRecords);
  return ran.out + ran.err + (ran.status == 0 ? "" : fmt::format("exit code {}\n", ran.status));
}

class Schema1 : public testing::TestWithParam<const char*> {};

TEST_P(Schema1, IsShownAsItAlwaysWas) {
  const auto transcript =
      sys::read_file(kRecords / "printed" / fmt::format("{}.txt", GetParam()), kFileLimit);
  ASSERT_TRUE(transcript.starts_with(kPrompt));
  for (const auto& [words, printed] : read_steps(transcript)) {
    EXPECT_EQ(rounded(printed_by(words)), rounded(printed)) << "assay " << words;
  }
}

INSTANTIATE_TEST_SUITE_P(Records, Schema1,
                         testing::Values("boot", "counted", "gates", "imported", "kvm", "outcomes",
                                         "sessions", "timed"),
                         [](const auto& record) { return std::string(record.param); });

// A text beside the records that no test reads would say nothing.
TEST(Schema1Records, AreAllShown) {
  std::string all;
  std::size_t transcripts = 0;
  for (const auto& [name, text] : sys::read_folder(kRecords / "printed", ".txt", kFileLimit)) {
    all += text;
    ++transcripts;
  }
  EXPECT_EQ(transcripts, 8u);
  for (const auto& [name, text] : sys::read_folder(kRecords, ".json", kFileLimit)) {
    EXPECT_NE(all.find(fs::path(name).filename().string()), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace assay::cli
