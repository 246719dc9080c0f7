// SPDX-License-Identifier: Apache-2.0
#include "present/terminal_explanation.h"

#include <gmock/gmock.h>

#include "present/gates_test.h"

namespace assay::present {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(TerminalExplanation, ShowsWhatMakesUpTheChangeAndItsSum) {
  EXPECT_EQ(terminal_text(small_explanation(), {.columns = 100}),
            "tiny/work on riscv64-gc, counted: instructions per iteration, no times\n"
            "base  head  change  function\n"
            " 100   110     +10  f(int)\n"
            "   5     5       0  memcpy in libc.so.6, other code\n"
            "  28    28       0  3 that are the same\n"
            " 133   143     +10  all\n"
            "\n"
            "f(int): executions per iteration\n"
            "  change  times  base  times  head\n"
            "                 ...          ...\n"
            "             10  add      10  add\n"
            "             10  add      10  add\n"
            "     +10                  10  sub\n"
            "             10  add      10  add\n"
            "             10  add      10  add\n"
            "                 ...          ...\n"
            "the head is bounded\n");
}

TEST(TerminalExplanation, ManyFunctionsAndLinesAreCutAndCounted) {
  auto explanation = small_explanation();
  for (int i = 0; i < 20; ++i) {
    explanation.functions.push_back({.name = "small", .base = 1, .head = 1, .code_differs = true});
  }
  for (int i = 0; i < 100; ++i) explanation.functions[0].pieces[1].lines.push_back({"", "sub"});
  const auto text = terminal_text(explanation, {.columns = 100});
  EXPECT_THAT(text, HasSubstr("10 functions with smaller changes"));
  EXPECT_THAT(text, HasSubstr("instructions more\n"));
}

TEST(TerminalExplanation, SaysWhichReadingMoved) {
  judge::Explanation explanation{.benchmark = "tiny/work"};
  explanation.movements = {
      {.what = "wall time",
       .unit = "ns",
       .base = 10,
       .head = 11,
       .low = 1.05,
       .high = 1.15,
       .moved = true},
      {.what = "page faults", .base = 0.001, .head = 0.001, .low = -0.0001, .high = 0.0001},
      {.what = "involuntary switches"}};
  EXPECT_EQ(terminal_text(explanation, {.columns = 100}),
            "per iteration          base   head        change, 95 %\n"
            "wall time             10 ns  11 ns   +5.0 % to +15.0 %  moved\n"
            "page faults           0.001  0.001  -0.0001 to +0.0001  did not move\n"
            "involuntary switches      0      0                      unknown\n");
  EXPECT_THAT(terminal_text(explanation, {.columns = 100}), Not(HasSubstr("counted")));
}

}  // namespace
}  // namespace assay::present
