// SPDX-License-Identifier: Apache-2.0
#include "terminal/kept_name.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace assay::terminal {
namespace {

Arguments with_keep(const std::string& text) {
  Arguments words;
  words.values["keep"] = {text};
  return words;
}

TEST(KeptName, IsKeptForWhoAsksForItAlone) {
  EXPECT_FALSE(keeps_host_name(Arguments()));
  EXPECT_TRUE(keeps_host_name(with_keep("hostname")));
  for (const char* other : {"", "host", "everything"}) {
    EXPECT_THROW(keeps_host_name(with_keep(other)), base::Error) << other;
  }
}

}  // namespace
}  // namespace assay::terminal
