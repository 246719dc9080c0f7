// SPDX-License-Identifier: Apache-2.0
#include "present/gate_wording.h"

#include <gmock/gmock.h>

#include "present/gates_test.h"

namespace assay::present {
namespace {

using judge::GateRow;
using judge::Verdict;

TEST(GateWording, SaysVerdictEstimateAndReasonsInASentence) {
  GateRow row = small_gate().rows[0];
  row.reasons = {"one", "two"};
  EXPECT_EQ(sentence(row), "regressed: +5.2 % (95 %: +4.8 % to +5.6 %) in 17 blocks; one; two");
  EXPECT_EQ(sentence({.ratio = 0.9, .blocks = 1}), "inconclusive: -10.0 % in 1 block");
  EXPECT_EQ(sentence({.verdict = Verdict::identical}), "identical");
  EXPECT_EQ(sentence({.verdict = Verdict::failed, .reasons = {"signal: head: SIGSEGV"}}),
            "failed: signal: head: SIGSEGV");
}

TEST(GateWording, CountsVerdictsTheWorstFirst) {
  EXPECT_EQ(tally({{.verdict = Verdict::not_slower},
                   {.verdict = Verdict::failed},
                   {.verdict = Verdict::not_slower}}),
            "1 failed, 2 not-slower");
  EXPECT_EQ(tally({}), "nothing to compare");
}

TEST(GateWording, IsCalmAboutWhatIsDecidedAndNotRed) {
  EXPECT_TRUE(is_calm({.verdict = Verdict::improved}));
  EXPECT_TRUE(is_calm({.verdict = Verdict::identical}));
  EXPECT_FALSE(is_calm({.verdict = Verdict::not_confirmed}));
  EXPECT_FALSE(is_calm({.verdict = Verdict::not_slower, .red = true}));
}

TEST(GateWording, SplitsANameAtItsFirstSlash) {
  EXPECT_EQ(split_name("libc/memcpy/64").suite, "libc");
  EXPECT_EQ(split_name("libc/memcpy/64").rest, "memcpy/64");
  EXPECT_EQ(split_name("libc").suite, "libc");
  EXPECT_EQ(split_name("libc").rest, "libc");
  EXPECT_EQ(split_name("libc/").rest, "libc/");
}

TEST(LeftOutText, GroupsFilesByTheReason) {
  const auto texts = left_out_texts(empty_gate());
  ASSERT_EQ(texts.size(), 1u);
  EXPECT_EQ(texts[0], "left out of HEAD: a/old, c (it is stripped); b<c> (it is not executable)");
  std::vector<record::LeftOut> many(25, {.file = "x", .reason = "why"});
  EXPECT_EQ(left_out_text("BASE", many),
            "left out of BASE: x, x, x, x, x, x, x, x, x, x and 15 more (why)");
  EXPECT_EQ(left_out_text("BASE", {}), "");
}

TEST(NothingText, IsForGatesThatComparedNothing) {
  EXPECT_EQ(nothing_text(small_gate()), "");
  EXPECT_EQ(nothing_text(empty_gate()),
            "NOTHING COMPARED: no program of BASE has a counterpart in HEAD.");
}

TEST(UnfitText, SaysWhatToDo) {
  judge::Gate gate;
  gate.unfit = "noise";
  EXPECT_EQ(unfit_text(gate), "HOST UNFIT: noise. Times of this run decide nothing.");
  gate.unfit_advice = "Measure again.";
  EXPECT_EQ(unfit_text(gate),
            "HOST UNFIT: noise. Times of this run decide nothing. Measure again.");
}

}  // namespace
}  // namespace assay::present
