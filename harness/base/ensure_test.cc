// SPDX-License-Identifier: Apache-2.0
#include "base/ensure.h"

#include <gtest/gtest.h>

#include <csignal>

namespace assay::base {
namespace {

TEST(Ensure, DoesNothingWhenThePromiseHolds) { ensure(true, "never said"); }

void break_a_promise() { ensure(2 < 1, "two is less than one"); }  // line 13

TEST(EnsureDeathTest, AbortsWithPromiseFileAndLine) {
  EXPECT_EXIT(break_a_promise(), testing::KilledBySignal(SIGABRT),
              "ensure_test.cc:13: broken promise: two is less than one");
}

}  // namespace
}  // namespace assay::base
