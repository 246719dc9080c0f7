// SPDX-License-Identifier: Apache-2.0
#include "stats/student_t.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "stats/interval.h"

namespace assay::stats {
namespace {

TEST(StudentT, OfOneDegreeIsCauchys) {
  for (const double t : {-3.0, -0.5, -1e-9, 0.0, 1e-5, 1.0, 20.0}) {
    EXPECT_NEAR(student_t_cdf(t, 1), 0.5 + std::atan(t) / std::numbers::pi, 1e-14) << t;
  }
}

TEST(StudentT, HasTheValuesOfAnotherProgramFarOutAsWell) {
  struct Case {
    double t, degrees, p;  // scipy 1.10.1: scipy.stats.t.cdf
  };
  for (const auto& [t, degrees, p] : {
           Case{-1e-6, 4, 0.499999625},
           Case{-0.3, 4, 0.38956071413872984},
           Case{-2.5, 4, 0.03338327240599406},
           Case{-9, 4, 0.0004219162588006391},
           Case{-40, 4, 1.1670081613006347e-06},
           Case{-1.5, 11, 0.080879008527727},
           Case{-12, 27, 1.240854359376943e-12},
           Case{-60, 19, 1.9880308423536424e-23},
           Case{3, 7, 0.9900289369340037},
           Case{-2, 2.5, 0.078695747878983},
           Case{-5, 1000, 3.383628182324313e-07},
           Case{-1e6, 3, 1.1026577908396162e-18},
       }) {
    EXPECT_NEAR(student_t_cdf(t, degrees) / p, 1, 1e-10) << t << " " << degrees;
  }
  EXPECT_EQ(student_t_cdf(-kInfinity, 4), 0);
  EXPECT_EQ(student_t_cdf(kInfinity, 4), 1);
}

// Three decimals, as the tables print them (Fisher & Yates 1938, table III).
TEST(StudentT, HasTheQuantilesOfTheTables) {
  struct Case {
    double p, degrees, t;
  };
  for (const auto& [p, degrees, t] :
       {Case{0.95, 4, 2.132}, Case{0.975, 4, 2.776}, Case{0.99, 9, 2.821}, Case{0.995, 11, 3.106},
        Case{0.975, 27, 2.052}, Case{0.8, 27, 0.855}, Case{0.9995, 1, 636.619},
        Case{0.975, 120, 1.980}}) {
    EXPECT_NEAR(student_t_quantile(p, degrees), t, 0.0006) << p << " " << degrees;
    EXPECT_NEAR(student_t_quantile(1 - p, degrees), -t, 0.0006) << p << " " << degrees;
  }
}

// The finite sums of Abramowitz & Stegun 26.7.3 and 26.7.4, solved with 60 digits.
TEST(StudentT, HasTheQuantilesOfTheClosedForms) {
  struct Case {
    double p, degrees, t;
  };
  for (const auto& [p, degrees, t] : {
           Case{0.01 / 6, 4, -6.254070518916924},
           Case{0.05 / 6, 4, -3.960786482770179},
           Case{0.01 / 6, 27, -3.2194042922464283},
           Case{0.025, 11, -2.2009851600916397},
           Case{1e-6, 9, -10.7201604099095},
           Case{0.999, 2, 22.327124770119866},
           Case{0.3, 1000, -0.524567707309227},
           Case{1e-12, 59, -8.854256407952034},
       }) {
    EXPECT_NEAR(student_t_quantile(p, degrees) / t, 1, 1e-11) << p << " " << degrees;
  }
  EXPECT_EQ(student_t_quantile(0.5, 4), 0);
  EXPECT_EQ(student_t_quantile(0, 4), -kInfinity);
  EXPECT_EQ(student_t_quantile(1, 4), kInfinity);
}

TEST(NormalQuantile, IsThatOfTables) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-6);
  EXPECT_NEAR(normal_quantile(0.005), -2.5758293035489004, 1e-6);
  EXPECT_NEAR(normal_quantile(0.5), 0, 1e-12);
}

}  // namespace
}  // namespace assay::stats
