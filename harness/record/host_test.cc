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

TEST(StateValue, IsThatOfTheLastReading) {
  Host host;
  host.fingerprint = {{"arch", "aarch64"}};
  host.readings = {{.at = "2026-11-24T05:00:00Z", .values = {{"load", "9.00 9.00 9.00"}}},
                   {.at = "2026-11-24T05:01:00Z", .values = {{"load", "0.25 0.50 0.75"}}}};
  EXPECT_EQ(state_value(host, "load"), "0.25 0.50 0.75");
  EXPECT_EQ(state_value(host, "arch"), "");
}

}  // namespace
}  // namespace assay::record
