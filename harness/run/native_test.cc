// SPDX-License-Identifier: Apache-2.0
#include "run/native.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run/guests_test.h"

namespace assay::run {
namespace {

using base::Outcome;
using testing::HasSubstr;

TEST(CanRunNative, OnlyWhereTheTargetsInstructionsAreExecutedByHardware) {
  const catalog::Catalog catalog = catalog_here();
  record::Host host = host_here();
  EXPECT_EQ(can_run_native(*catalog.target("intel"), {}, host), Outcome::ok());
  EXPECT_EQ(can_run_native(*catalog.target("arm"), {}, host).code, "other-arch");
  host.features = {"avx2"};
  catalog::Target newer = *catalog.target("intel");
  newer.requires_features = {"amx_tile"};
  const Outcome missing = can_run_native(newer, {}, host);
  EXPECT_EQ(missing.code, "missing-features");
  EXPECT_THAT(missing.reason, HasSubstr("amx_tile"));
  host.host_class = "emulated";
  EXPECT_EQ(can_run_native(*catalog.target("intel"), {}, host).code, "emulated-host");
  EXPECT_EQ(can_check_native(*catalog.target("intel"), {}, host), Outcome::ok());
  EXPECT_EQ(can_check_native(newer, {}, host).code, "missing-features");
}

}  // namespace
}  // namespace assay::run
