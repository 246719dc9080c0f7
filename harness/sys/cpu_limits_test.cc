// SPDX-License-Identifier: Apache-2.0
#include "sys/cpu_limits.h"

#include <gmock/gmock.h>

#include <thread>

#include "base/error.h"
#include "sys/parallel.h"

namespace assay::sys {
namespace {

using ::testing::ElementsAre;

TEST(CpuLimits, HoldTheThreadThatAsks) {
  const auto before = allowed_cpus();
  std::vector<int> held;
  std::thread([&] {
    use_only_cpus({before.back()});
    held = allowed_cpus();
  }).join();
  EXPECT_THAT(held, ElementsAre(before.back()));
  EXPECT_EQ(allowed_cpus(), before);
}

TEST(CpuLimits, OfAMachineThatHasNoneOfThemAreAnError) {
  EXPECT_THROW(use_only_cpus({60'000}), base::Error);
}

}  // namespace
}  // namespace assay::sys
