// SPDX-License-Identifier: Apache-2.0
#include "present/terminal_gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "present/gates_test.h"

namespace assay::present {
namespace {

using judge::Gate;
using judge::Verdict;
using testing::HasSubstr;
using testing::Not;

// Of small_gate() without the calm row.
Gate small() {
  Gate gate = small_gate();
  std::erase_if(gate.rows, [](const judge::GateRow& row) { return row.name == "libc/qsort"; });
  return gate;
}

TEST(GateOnATerminal, PutsOneRowToABenchmarkWithEstimateAndInterval) {
  EXPECT_EQ(
      terminal_text(small(), {.columns = 140}),
      "verdict       benchmark         time     95 % interval  blocks    s  why\n"
      "regressed     libc/memcpy/64  +5.2 %  +4.8 % to +5.6 %      17  1.9\n"
      "inconclusive  libc/strlen/8   +0.3 %                        28  3.0  a change under 3.1 % "
      "would not have been seen\n"
      "identical     libc/memset/8\n"
      "1 regressed, 1 inconclusive, 1 identical (seed 42)\n");
}

TEST(GateOnATerminal, ShowsWhatCallsForNothingOnlyInPart) {
  Gate gate = small();
  for (int number = 0; number < 50; ++number) {
    gate.rows.push_back({.name = "calm" + std::to_string(number), .verdict = Verdict::not_slower});
  }
  const std::string text = terminal_text(gate, {.columns = 140});
  EXPECT_THAT(text, HasSubstr("... 41 more unremarkable rows"));  // of 51 calm ones ten are shown
  EXPECT_THAT(text, HasSubstr("libc/strlen/8"));
  EXPECT_THAT(text, Not(HasSubstr("calm30")));
  EXPECT_THAT(text, HasSubstr("50 not-slower"));
}

TEST(GateOnATerminal, SaysLoudlyThatAHostIsUnfitAndWhatOnlyOneSideHas) {
  Gate gate = small();
  gate.unfit = "s differs from its own copy by +3.0 %";
  gate.added = {"libc/new"};
  gate.removed = {"libc/old"};
  const std::string text = terminal_text(gate, {.columns = 140});
  EXPECT_THAT(text, HasSubstr("HOST UNFIT: s differs from its own copy by +3.0 %"));
  EXPECT_THAT(text, HasSubstr("only in BASE: libc/old"));
  EXPECT_THAT(text, HasSubstr("only in HEAD: libc/new"));
}

TEST(GateOnATerminal, ShowsCountsInATableOfTheirOwnAndNoneThatIsEqual) {
  Gate gate;
  gate.rows = {{.name = "libc/memcpy/64",
                .domain = record::Domain::emu_count,
                .target = "riscv64-gcv",
                .verdict = Verdict::regressed,
                .red = true,
                .ratio = 1.01,
                .base_count = 100,
                .head_count = 101},
               {.name = "libc/strlen/8",
                .domain = record::Domain::emu_count,
                .target = "riscv64-gcv",
                .verdict = Verdict::equal,
                .ratio = 1,
                .base_count = 5,
                .head_count = 5}};
  gate.differences = {"compiler: clang 19.1.7, gcc 12.2.0"};
  gate.seed = 1;
  EXPECT_EQ(terminal_text(gate, {.columns = 140}),
            "counted: instructions per iteration, no times\n"
            "verdict    benchmark                   base  head  change  why\n"
            "regressed  riscv64-gcv/libc/memcpy/64   100   101    +1 %\n"
            "BASE and HEAD differ in: compiler: clang 19.1.7, gcc 12.2.0\n"
            "1 regressed, 1 equal (seed 1)\n");
}

TEST(GateOnATerminal, ShowsSizesInATableOfTheirOwn) {
  Gate gate;
  gate.rows = {{.name = "boot/kernel_size",
                .domain = record::Domain::size,
                .target = "riscv64-gc",
                .verdict = Verdict::regressed,
                .red = true,
                .ratio = 1.5,
                .base_count = 2'000'000,
                .head_count = 3'000'000}};
  gate.seed = 1;
  EXPECT_EQ(terminal_text(gate, {.columns = 140}),
            "sizes: bytes\n"
            "verdict    benchmark                         base       head  change  why\n"
            "regressed  riscv64-gc/boot/kernel_size  2,000,000  3,000,000   +50 %\n"
            "1 regressed (seed 1)\n");
}

TEST(TerminalGate, SaysThatNothingWasComparedAndWhatWasLeftOut) {
  const std::string text = terminal_text(empty_gate(), {});
  EXPECT_THAT(text, testing::HasSubstr("NOTHING COMPARED: no program of BASE"));
  EXPECT_THAT(text, testing::HasSubstr("left out of HEAD: a/old, c (it is stripped)"));
}

}  // namespace
}  // namespace assay::present
