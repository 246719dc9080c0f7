// SPDX-License-Identifier: Apache-2.0
#include "host/kvm.h"

#include <gmock/gmock.h>

#include "sys/files.h"

namespace assay::host {
namespace {

using testing::HasSubstr;

TEST(WhyNoKvm, SaysWhyTheDeviceCantBeOpened) {
  const sys::TemporaryFolder folder;
  EXPECT_THAT(why_no_kvm(folder.path() / "kvm"), HasSubstr("/kvm: the kernel has no KVM, or"));
  EXPECT_THAT(why_no_kvm(folder.path()), HasSubstr("can't be opened: Is a directory"));
  EXPECT_EQ(why_no_kvm("/dev/null"), "");  // which can
}

}  // namespace
}  // namespace assay::host
