// SPDX-License-Identifier: Apache-2.0
#include "evaluate/rules.h"

#include <gtest/gtest.h>

#include <vector>

namespace assay::evaluate {
namespace {

using Values = std::vector<double>;

// scipy.stats.ttest_ind(a, b, equal_var=False).pvalue
TEST(Welch, HasThePValueOfAnIndependentProgram) {
  const Values a{27.5, 21.0, 19.0, 23.6, 17.0, 17.9}, b{27.1, 22.0, 20.8, 23.4, 23.4, 23.5};
  EXPECT_NEAR(welch_p(a, b), 0.23486175198911147, 1e-9);
  EXPECT_EQ(welch_p(Values{1}, b), 1);
  EXPECT_EQ(welch_p(Values{2, 2}, Values{2, 2}), 1);
  EXPECT_EQ(welch_p(Values{2, 2}, Values{3, 3}), 0);
}

TEST(Rules, TellTheDirection) {
  const Values low{10, 11, 12, 13, 14, 15, 16, 17}, high{20, 21, 22, 23, 24, 25, 26, 27};
  for (const auto rule : {by_u_test, by_welch, by_signed_ranks}) {
    EXPECT_EQ(rule(low, high), "slower");
    EXPECT_EQ(rule(high, low), "faster");
    EXPECT_EQ(rule(low, low), "no-difference");
  }
}

// Five pairs have 2/32 at the least, which is above 0.05; six have 2/64.
TEST(Rules, SignedRanksNeedSixPairs) {
  const Values base{1, 1, 1, 1, 1, 1}, head{1.1, 1.2, 1.3, 1.4, 1.5, 1.6};
  EXPECT_EQ(by_signed_ranks(base, std::span(head).first(5)), "no-difference");
  EXPECT_EQ(by_signed_ranks(base, head), "slower");
}

}  // namespace
}  // namespace assay::evaluate
