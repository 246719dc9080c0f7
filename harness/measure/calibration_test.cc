// SPDX-License-Identifier: Apache-2.0
#include "measure/calibration.h"

#include <gtest/gtest.h>

namespace assay::measure {
namespace {

// A benchmark whose slice costs `once` ns beside `each` ns a pass.
TimeSlice costs(double once, double each) {
  return [=](std::int64_t, std::int64_t passes) -> std::optional<double> {
    return once + each * static_cast<double>(passes);
  };
}

TEST(Calibrate, TakesATenthOfAMillisecondWhereASliceCostsNothingByItself) {
  const Calibration result = calibrate(costs(0, 100));
  EXPECT_EQ(result.slices.passes, 1000);  // 0.1 ms / 100 ns
  EXPECT_EQ(result.slices.prime, 250);
  EXPECT_EQ(result.slices.lead, 20'000);  // 2 ms
  EXPECT_EQ(result.slices.pairs, 120u);
  EXPECT_NEAR(result.dilution, 0, 1e-12);
}

TEST(Calibrate, TakesLongerSlicesWhereTheirOwnCostWouldHideAChange) {
  // 60 us once: 11 % of 0.56 ms, 5.7 % of 1.06 ms, 2.9 % of 2.06 ms.
  const Calibration result = calibrate(costs(60e3, 100));
  EXPECT_NEAR(static_cast<double>(result.slices.passes), 20000, 1500);
  EXPECT_EQ(result.slices.pairs, 14u);
  EXPECT_NEAR(result.dilution, 60e3 / (60e3 + 2e6), 0.005);
}

TEST(Calibrate, SaysTheDilutionItCouldNotAvoid) {
  const Calibration result = calibrate(costs(2e6, 100));
  EXPECT_NEAR(result.dilution, 2e6 / result.slice_ns, 1e-9);
  EXPECT_GT(result.dilution, 0.2);
  EXPECT_EQ(result.slices.pairs, 10u);
}

TEST(Calibrate, RunsOnePassWhereThatIsLongerThanASlice) {
  int asked = 0;
  const Calibration result =
      calibrate([&](std::int64_t prime, std::int64_t passes) -> std::optional<double> {
        ++asked;
        return costs(0, 50e6)(prime, passes);
      });
  EXPECT_EQ(result.slices.passes, 1);
  EXPECT_EQ(result.slices.pairs, 5u);
  EXPECT_EQ(result.slices.lead, 0);
  EXPECT_EQ(asked, 3 + 2 * 3);  // blocks would tell more in the time of more
}

TEST(Calibrate, GivesUpWhereMorePassesTakeNoLonger) {
  int asked = 0;
  const Calibration result =
      calibrate([&](std::int64_t, std::int64_t passes) -> std::optional<double> {
        ++asked;
        EXPECT_LE(passes, kMostPasses);
        return 40;
      });
  EXPECT_EQ(result.fault.code, "not-sliceable");
  EXPECT_EQ(asked, 3 * 31);  // 2^0 to 2^30
}

TEST(Calibrate, KeepsToWhatNumbersCanHoldWhateverIsAnswered) {
  int asked = 0;
  const Calibration result = calibrate([&](std::int64_t, std::int64_t) -> std::optional<double> {
    return asked++ < 3 ? 0x1p52 : 1;
  });
  EXPECT_LE(result.slices.passes, kMostPasses);
  EXPECT_LE(result.slices.lead, kMostPasses);
}

TEST(Calibrate, EndsAtAFault) {
  int left = 7;
  const Calibration result = calibrate([&](std::int64_t, std::int64_t) -> std::optional<double> {
    if (left-- == 0) return std::nullopt;
    return 1e6;
  });
  EXPECT_EQ(left, -1);
  EXPECT_EQ(result.slices.passes, 1);
}

}  // namespace
}  // namespace assay::measure
