// SPDX-License-Identifier: Apache-2.0
#include "stats/beta.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace assay::stats {
namespace {

TEST(IncompleteBeta, HasItsClosedForms) {
  EXPECT_NEAR(incomplete_beta(1, 1, 0.3), 0.3, 1e-14);
  EXPECT_NEAR(incomplete_beta(1, 5, 0.2), 1 - std::pow(0.8, 5), 1e-14);
  EXPECT_NEAR(incomplete_beta(4, 1, 0.7), std::pow(0.7, 4), 1e-14);
  EXPECT_NEAR(incomplete_beta(0.5, 0.5, 0.1), 2 / std::numbers::pi * std::asin(std::sqrt(0.1)),
              1e-14);
  // The probability of 2 or more sixes among 4 dice.
  EXPECT_NEAR(incomplete_beta(2, 3, 1.0 / 6), 171.0 / 1296, 1e-14);
  EXPECT_EQ(incomplete_beta(2, 3, 0), 0);
  EXPECT_EQ(incomplete_beta(2, 3, 1), 1);
}

TEST(IncompleteBeta, HasTheValuesOfAnotherProgram) {
  struct Case {
    double a, b, x, value;  // scipy 1.10.1: scipy.special.betainc
  };
  for (const auto& [a, b, x, value] : {
           Case{14, 0.5, 0.7, 0.0017305013331636717},
           Case{0.5, 13.5, 0.001, 0.12935836830816255},
           Case{30, 70, 0.2, 0.009692085749007092},
           Case{500, 500, 0.52, 0.8970824726930482},
           Case{1e5, 2e5, 0.333, 0.34940317171724455},
           Case{5, 200, 1e-4, 2.7562698298322982e-11},
           Case{1, 600, 0.005, 0.9505861778899748},
       }) {
    EXPECT_NEAR(incomplete_beta(a, b, x) / value, 1, 1e-9) << a << " " << b << " " << x;
  }
}

TEST(BetaQuantile, TurnsTheDistributionAround) {
  struct Case {
    double p, a, b, x;  // scipy 1.10.1: scipy.special.betaincinv
  };
  for (const auto& [p, a, b, x] : {
           Case{0.025, 1, 10, 0.0025285785444617848},
           Case{0.975, 3, 8, 0.5560954623076415},
           Case{0.5, 14, 0.5, 0.9835960381507218},
           Case{1e-9, 2, 5, 8.165054699768936e-06},
           Case{0.05, 600, 1, 0.9950195566196389},
           Case{0.025, 5e4, 5e4, 0.49690104685258407},
       }) {
    EXPECT_NEAR(beta_quantile(p, a, b) / x, 1, 1e-10) << p << " " << a << " " << b;
  }
  EXPECT_EQ(beta_quantile(0, 2, 3), 0);
  EXPECT_EQ(beta_quantile(1, 2, 3), 1);
}

}  // namespace
}  // namespace assay::stats
