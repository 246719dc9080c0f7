// SPDX-License-Identifier: Apache-2.0
#include "record/round.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/sha256.h"

namespace assay::record {
namespace {

using ::testing::HasSubstr;

const std::string kNonceOfRound =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

Round some_round() {
  return {.name = "2026-winter",
          .from = "2026-12-01",
          .to = "2027-01-31",
          .commit = std::string(40, 'c'),
          .nonce = kNonceOfRound,
          .kits = {{.file = "assay-kit-0.2.0-x86-64-v2.tar.gz",
                    .sha256 = std::string(64, 'a'),
                    .programs = {{"x86-64-v2", "compute", std::string(64, 'b')}}}}};
}

std::string fault_in_round(const std::string& text) {
  try {
    read_round(text, "r.json");
  } catch (const base::Error& error) {
    return error.what();
  }
  return "";
}

std::string round_with(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Round, ReadsBackAsItWasWritten) {
  Round round = some_round();
  const std::string text = to_text(round);
  EXPECT_THAT(text, testing::StartsWith(R"({"commit":"cccc)"));  // keys in their order
  round.sha256 = base::sha256(text);
  EXPECT_EQ(read_round(text, "r.json"), round);
}

TEST(Round, RefusesWhatIsNotARoundInItsOneForm) {
  const std::string text = to_text(some_round());
  EXPECT_THAT(fault_in_round(round_with(text, "assay.round/1", "assay.round/2")),
              HasSubstr("schema"));
  EXPECT_THAT(fault_in_round(round_with(text, "\"from\":\"2026-12-01", "\"from\":\"2027-12-01")),
              HasSubstr("ends before it begins"));
  EXPECT_THAT(fault_in_round(round_with(text, "2027-01-31", "2027-02-31")), HasSubstr("to"));
  EXPECT_THAT(fault_in_round(round_with(text, kNonceOfRound, "12")), HasSubstr("nonce"));
  EXPECT_THAT(fault_in_round(round_with(text, "2026-winter", "../x")), HasSubstr("name"));
  EXPECT_THAT(fault_in_round(" " + text), HasSubstr("canonical"));
  EXPECT_THAT(fault_in_round(round_with(text, "{\"commit\"", "{\"a\":1,\"commit\"")),
              HasSubstr("canonical"));
  EXPECT_NE(fault_in_round("[]"), "");
}

// printf '%s\n%s\n%s\n' NONCE PROCESS NAME | sha256sum
TEST(Round, OrdersByTheHashOfNonceProcessAndName) {
  EXPECT_THAT(order_key(kNonceOfRound, 1, "a/one"), testing::StartsWith("8d55a4c7"));
  EXPECT_THAT(order_key(kNonceOfRound, 1, "a/two"), testing::StartsWith("3e74f9d1"));
  EXPECT_THAT(order_key(kNonceOfRound, 2, "a/one"), testing::StartsWith("1b05deac"));
}

TEST(Round, IsFromItsFirstDayToItsLast) {
  const Round round = some_round();
  EXPECT_NO_THROW(require_day(round, "2026-12-01"));
  EXPECT_NO_THROW(require_day(round, "2027-01-31"));
  EXPECT_THROW(require_day(round, "2026-11-30"), base::Error);
  EXPECT_THROW(require_day(round, "2027-02-01"), base::Error);
}

Record record_of_program(const std::string& sha256) {
  Record record;
  record.harness.commit = std::string(40, 'c');
  CellRecord& cell = record.cells.emplace_back();
  cell.cell = {"x86-64-v2", "clang", "debian-12", "compute"};
  cell.program = Program{.path = "programs/compute",
                         .sha256 = sha256,
                         .build_id = {},
                         .arch = "x86_64",
                         .linkage = "static",
                         .compiler = "clang 19.1.7",
                         .flags = {"-O2"},
                         .linker = {},
                         .libc = {},
                         .benchmark_library = {}};
  cell.benchmarks.emplace_back().name = "compute/sha256/64";
  return record;
}

TEST(Round, IsClosedForItsOwnProgramsAndOpenForOthersWhoseFlagsAreNamed) {
  const Round round = some_round();
  Record record = record_of_program(std::string(64, 'b'));
  EXPECT_EQ(division_of(record, round), kClosed);
  record.cells[0].cell.target = "x86-64-v4";  // whose times would be those of x86-64-v2
  EXPECT_EQ(division_of(record, round), kOpen);
  record = record_of_program(std::string(64, 'b'));
  record.harness.dirty = true;  // with changes that are in no commit
  EXPECT_EQ(division_of(record, round), kOpen);
  record.harness.dirty = false;
  record.harness.commit = std::string(40, 'd');
  EXPECT_EQ(division_of(record, round), kOpen);
  record = record_of_program(std::string(64, 'e'));
  EXPECT_EQ(division_of(record, round), kOpen);
  enter(record, round);
  EXPECT_EQ(record.round->division, kOpen);
  record.cells[0].program->flags.clear();
  EXPECT_EQ(division_of(record, round), "");
  record.cells[0].program.reset();
  EXPECT_EQ(division_of(record, round), "");
}

TEST(Round, HasNoDivisionForFlagsThatStandSomewhereElse) {
  const auto division = [](std::string compiler, std::string flag) {
    Record record = record_of_program(std::string(64, 'e'));
    record.cells[0].program->compiler = std::move(compiler);
    record.cells[0].program->flags.push_back(std::move(flag));
    return division_of(record, some_round());
  };
  EXPECT_EQ(division("gcc 12.2.0", "-march=native"), kOpen);
  for (const char* compiler : {"", "unknown", "gcc ", "clang"}) {
    EXPECT_EQ(division(compiler, "-march=native"), "") << compiler;
  }
  for (const char* flag : {"@flags", "-specs=fast.specs", "--config=fast", "-include",
                           "-fplugin=a.so", "-Wl,@flags", "-fprofile-use=PATH"}) {
    EXPECT_EQ(division("gcc 12.2.0", flag), "") << flag;
  }
}

}  // namespace
}  // namespace assay::record
