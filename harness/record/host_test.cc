// SPDX-License-Identifier: Apache-2.0
#include "record/host.h"

#include <gtest/gtest.h>

namespace assay::record {
namespace {

TEST(FingerprintValue, IsTheValueOfItsKeyAndEmptyWhenTheMachineDidNotTell) {
  const Host host{.fingerprint = {{"arch", "aarch64"}, {"kernel", "6.6.0"}},
                  .features = {},
                  .host_class = "virtualised",
                  .evidence = {},
                  .session = {}};
  EXPECT_EQ(fingerprint_value(host, "kernel"), "6.6.0");
  EXPECT_EQ(fingerprint_value(host, "governor"), "");
  EXPECT_EQ(fingerprint_value(host, ""), "");
}

}  // namespace
}  // namespace assay::record
