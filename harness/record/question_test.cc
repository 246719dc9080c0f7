// SPDX-License-Identifier: Apache-2.0
#include "record/question.h"

#include <gtest/gtest.h>

namespace assay::record {
namespace {

TEST(Question, NamesWhatWasExplained) {
  EXPECT_EQ(to_text(Explained::none), "none");
  EXPECT_EQ(to_text(Explained::red), "red");
  EXPECT_EQ(to_text(Explained::all), "all");
}

TEST(IsCounterpart, AsksTargetAndSuite) {
  const catalog::Cell cell{"riscv64-gcv", "gcc", "debian-12", "compute"};
  EXPECT_TRUE(is_counterpart(cell, {"riscv64-gcv", "clang", "debian-13", "compute"}));
  EXPECT_FALSE(is_counterpart(cell, {"riscv64-gc", "gcc", "debian-12", "compute"}));
  EXPECT_FALSE(is_counterpart(cell, {"riscv64-gcv", "gcc", "debian-12", "libc"}));
}

}  // namespace
}  // namespace assay::record
