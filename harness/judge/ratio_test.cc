// SPDX-License-Identifier: Apache-2.0
#include "judge/ratio.h"

#include <gtest/gtest.h>

#include <limits>

#include "judge/records_test.h"

namespace assay::judge {
namespace {

using record::EmuCount;
using record::HwTime;
using record::Samples;
using record::Size;

static_assert(Comparable<Samples<HwTime>, Samples<HwTime>>);
static_assert(Comparable<Samples<EmuCount>, Samples<EmuCount>>);
static_assert(!Comparable<Samples<HwTime>, Samples<EmuCount>>);
static_assert(!Comparable<Samples<EmuCount>, Samples<HwTime>>);
static_assert(Comparable<Samples<Size>, Samples<Size>>);
static_assert(!Comparable<Samples<Size>, Samples<EmuCount>>);
static_assert(!Comparable<Samples<HwTime>, Samples<Size>>);
static_assert(!Comparable<record::AnySamples, Samples<EmuCount>>);

TEST(Ratio, OfCountsIsThatOfTheSlopesWhateverEntryCosts) {
  const auto ratio = compare(counts(40, 10), counts(50, 18));
  EXPECT_DOUBLE_EQ(ratio->value, 1.25);
  EXPECT_FALSE(ratio->equal);
  EXPECT_TRUE(compare(counts(40, 10), counts(40, 18))->equal);
}

TEST(Ratio, OfTimesIsThatOfTheMedians) {
  EXPECT_DOUBLE_EQ(compare(times({10, 11, 30}), times({21, 22, 23}))->value, 2);  // 22 / 11
}

TEST(Ratio, OfSizesIsThatOfTheirMeans) {
  const Samples<Size> base{{{.bytes = 1000}, {.bytes = 1000}}}, head{{{.bytes = 1500}}};
  EXPECT_DOUBLE_EQ(compare(base, head)->value, 1.5);
  EXPECT_FALSE(compare(base, head)->equal);
  EXPECT_TRUE(compare(base, {{{.bytes = 1000}}})->equal);
  EXPECT_FALSE(compare(base, Samples<Size>{}));
  EXPECT_FALSE(compare_samples(base, counts(40)));
}

TEST(Ratio, OfCountsIsEqualOnlyToTheLastDigit) {
  // 2^53 and 2^53 + 1 instructions over 100 passes are the same double.
  const auto of = [](std::uint64_t instructions) {
    auto samples = counts(1, 0);
    samples.values.resize(2);
    samples.values[0].instructions = 0;
    samples.values[1].instructions = instructions;
    return samples;
  };
  const auto ratio = compare(of(9007199254740992), of(9007199254740993));
  EXPECT_EQ(ratio->value, 1.0);
  EXPECT_FALSE(ratio->equal);
}

TEST(Ratio, IsNothingWithoutSamplesOrOverZeroOrOfNoNumber) {
  EXPECT_FALSE(compare(Samples<HwTime>{}, times({1})));
  EXPECT_FALSE(compare(counts(0, 0), counts(1)));
  EXPECT_FALSE(compare(times({1}), times({std::numeric_limits<double>::infinity()})));
  EXPECT_FALSE(compare(times({0}), times({1})));
}

TEST(Ratio, IsNothingAcrossDomains) {
  EXPECT_FALSE(compare_samples(counts(40), times({1})));
  EXPECT_FALSE(compare_samples(times({1}), counts(40)));
  EXPECT_FALSE(compare_samples({}, {}));
  EXPECT_DOUBLE_EQ(compare_samples(counts(40), counts(20))->value, 0.5);
}

}  // namespace
}  // namespace assay::judge
