// SPDX-License-Identifier: Apache-2.0
#include "evaluate/noise.h"

#include <gtest/gtest.h>

#include "sys/files.h"

namespace assay::evaluate {
namespace {

TEST(Noise, EndsWithTheObject) {
  const sys::TemporaryFolder folder;
  {
    const Noise noise("quiet", folder.path(), 1);
  }
  {
    const Noise noise("bursts", folder.path(), 1);
  }
  {
    const Noise noise("crowd", folder.path(), 1);
  }
  {
    const Noise noise("compile job", folder.path(), 1);
  }
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "noise.cc"));
}

}  // namespace
}  // namespace assay::evaluate
