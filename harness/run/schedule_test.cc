// SPDX-License-Identifier: Apache-2.0
#include "run/schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Decides, OnCountsAndOnFixedPasses) {
  const Probe none;
  EXPECT_TRUE(decides({1, 1, 20'000}, none));
  EXPECT_FALSE(decides({1, 1, 19'999}, none));
  EXPECT_FALSE(decides({16, 16, 300}, {1, 1, 200}));
  EXPECT_TRUE(decides({kMostPasses, kMostPasses, 5}, {16, 16, 5}));
  EXPECT_TRUE(decides({16, 5, 300}, {1, 5, 300}));     // ->Iterations(5)
  EXPECT_FALSE(decides({1, 5, 300}, none));            // not known to be fixed yet
  EXPECT_FALSE(decides({16, 20, 300}, {1, 10, 200}));  // KeepRunningBatch(10)
}

TEST(GroupByPasses, OneGroupForEachNumberAndOneForEachAlone) {
  EXPECT_THAT(group_by_passes({{0, 16}, {1, 1}, {2, 16}, {3, 1}, {4, 16}}, {3, 4}),
              ElementsAre(Group{1, {1}}, Group{16, {0, 2}}, Group{1, {3}}, Group{16, {4}}));
  EXPECT_THAT(group_by_passes({}, {}), IsEmpty());
}

}  // namespace
}  // namespace assay::run
