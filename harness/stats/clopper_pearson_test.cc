// SPDX-License-Identifier: Apache-2.0
#include "stats/clopper_pearson.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::stats {
namespace {

TEST(ClopperPearson, HasItsClosedFormsAtTheEnds) {
  const Interval none = clopper_pearson(0, 600, 0.9);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 1 - std::pow(0.05, 1.0 / 600), 1e-12);  // 0.5 %
  const Interval all = clopper_pearson(600, 600, 0.9);
  EXPECT_NEAR(all.low, std::pow(0.05, 1.0 / 600), 1e-12);
  EXPECT_EQ(all.high, 1);
}

TEST(ClopperPearson, HasTheValuesOfAnotherProgram) {
  struct Case {
    std::uint64_t successes, trials;
    double confidence, low, high;  // scipy 1.10.1: binomtest(...).proportion_ci(..., "exact")
  };
  for (const auto& [successes, trials, confidence, low, high] : {
           Case{5, 10, 0.95, 0.1870860284474045, 0.8129139715525955},
           Case{32, 40, 0.95, 0.6435219813207784, 0.9094775906000439},
           Case{1, 3000, 0.99, 1.6708458786065054e-06, 0.0024740572699203617},
       }) {
    const Interval interval = clopper_pearson(successes, trials, confidence);
    EXPECT_NEAR(interval.low / low, 1, 1e-10) << successes << " of " << trials;
    EXPECT_NEAR(interval.high / high, 1, 1e-10) << successes << " of " << trials;
  }
}

TEST(ClopperPearson, SaysNothingWithoutTrials) {
  EXPECT_EQ(clopper_pearson(0, 0, 0.95).low, 0);
  EXPECT_EQ(clopper_pearson(0, 0, 0.95).high, 1);
}

}  // namespace
}  // namespace assay::stats
