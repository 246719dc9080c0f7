// SPDX-License-Identifier: Apache-2.0
#include "measure/calibration.h"

#include <gtest/gtest.h>

namespace assay::measure {
namespace {

// A benchmark whose slice costs `once` ns beside `each` ns a pass, and whose call costs `outside`.
TimeSlice costs(double once, double each, double outside = 0) {
  return [=](std::int64_t, std::int64_t passes) -> std::optional<TimedSlice> {
    return TimedSlice{once + each * static_cast<double>(passes), outside};
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
      calibrate([&](std::int64_t prime, std::int64_t passes) -> std::optional<TimedSlice> {
        ++asked;
        return costs(0, 50e6)(prime, passes);
      });
  EXPECT_EQ(result.slices.passes, 1);
  EXPECT_EQ(result.slices.pairs, 5u);
  EXPECT_EQ(result.slices.lead, 0);
  EXPECT_EQ(asked, 3 + 2 * 3);  // blocks would tell more in the time of more
}

TEST(Calibrate, AsksOnceWhereAPassTakesSeconds) {
  int asked = 0;
  const Calibration result =
      calibrate([&](std::int64_t prime, std::int64_t passes) -> std::optional<TimedSlice> {
        ++asked;
        return costs(0, 10e9)(prime, passes);
      });
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(result.slices.passes, 1);
  EXPECT_EQ(result.slices.pairs, 5u);
}

TEST(Calibrate, SlicesOfAPlainLoopAreAsLongAsItsSetUp) {
  const Calibration none = calibrate(costs(0, 100, 20e3));
  EXPECT_EQ(none.slices.passes, 1000);  // 20 us are little beside 0.1 ms
  EXPECT_EQ(none.slices.prime, 250);
  const Calibration some = calibrate(costs(0, 100, 1.3e6));
  EXPECT_EQ(some.slices.passes, 13'000);
  EXPECT_EQ(some.slices.pairs, 14u);  // of 2.6 ms
  EXPECT_EQ(some.slices.prime, 0);    // which would cost a set-up for each
  EXPECT_EQ(some.slices.lead, 0);
  const Calibration most = calibrate(costs(0, 100, 180e6));
  EXPECT_EQ(most.slices.passes, 500'000);
  EXPECT_EQ(most.slices.pairs, 5u);
  EXPECT_FALSE(most.mostly_set_up);
}

TEST(Calibrate, AFewHeldUpSetUpsChangeNothing) {
  int asked = 0;
  const Calibration result =
      calibrate([&](std::int64_t prime, std::int64_t passes) -> std::optional<TimedSlice> {
        return costs(0, 100, ++asked % 3 == 0 ? 400e6 : 0)(prime, passes);
      });
  EXPECT_EQ(result.slices.passes, 1000);
  EXPECT_FALSE(result.mostly_set_up);
}

TEST(Calibrate, LeavesALongSetUpToWholeProcesses) {
  int asked = 0;
  const Calibration result =
      calibrate([&](std::int64_t prime, std::int64_t passes) -> std::optional<TimedSlice> {
        ++asked;
        return costs(0, 100, 500e6)(prime, passes);
      });
  EXPECT_TRUE(result.mostly_set_up);
  EXPECT_EQ(asked, 3);
}

TEST(Calibrate, GivesUpWhereMorePassesTakeNoLonger) {
  int asked = 0;
  const Calibration result =
      calibrate([&](std::int64_t, std::int64_t passes) -> std::optional<TimedSlice> {
        ++asked;
        EXPECT_LE(passes, kMostPasses);
        return TimedSlice{40};
      });
  EXPECT_EQ(result.fault.code, "not-sliceable");
  EXPECT_EQ(asked, 3 * 8);  // 16^0 to 16^7, which is 2^28
}

TEST(Calibrate, KeepsToWhatNumbersCanHoldWhateverIsAnswered) {
  int asked = 0;
  const Calibration result =
      calibrate([&](std::int64_t, std::int64_t) -> std::optional<TimedSlice> {
        return TimedSlice{asked++ < 3 ? 0x1p52 : 1};
      });
  EXPECT_LE(result.slices.passes, kMostPasses);
  EXPECT_LE(result.slices.lead, kMostPasses);
}

TEST(Calibrate, EndsAtAFault) {
  int left = 7;
  const Calibration result =
      calibrate([&](std::int64_t, std::int64_t) -> std::optional<TimedSlice> {
        if (left-- == 0) return std::nullopt;
        return TimedSlice{1e6};
      });
  EXPECT_EQ(left, -1);
  EXPECT_EQ(result.slices.passes, 1);
}

}  // namespace
}  // namespace assay::measure
