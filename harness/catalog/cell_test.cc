// SPDX-License-Identifier: Apache-2.0
#include "catalog/cell.h"

#include <gtest/gtest.h>

namespace assay::catalog {
namespace {

TEST(Cell, IsWrittenAsOnePath) {
  EXPECT_EQ(to_text({"riscv64-gcv", "clang", "debian-12", "compute"}),
            "riscv64-gcv/clang/debian-12/compute");
}

TEST(Cell, IsOrderedByTargetThenToolchainThenOsThenSuite) {
  EXPECT_LT((Cell{"a", "z", "z", "z"}), (Cell{"b", "a", "a", "a"}));
  EXPECT_LT((Cell{"a", "a", "z", "z"}), (Cell{"a", "b", "a", "a"}));
  EXPECT_LT((Cell{"a", "a", "a", "z"}), (Cell{"a", "a", "b", "a"}));
  EXPECT_LT((Cell{"a", "a", "a", "a"}), (Cell{"a", "a", "a", "b"}));
}

}  // namespace
}  // namespace assay::catalog
