// SPDX-License-Identifier: Apache-2.0
#include "host/evidence.h"

#include <gmock/gmock.h>

#include "sys/files.h"

namespace assay::host {
namespace {

TEST(HostClass, AMachineWithoutSignsIsBareMetalClaimed) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "proc/cpuinfo", "vendor_id : GenuineIntel\nflags : avx2\n");
  sys::write_whole(folder.path() / "sys/class/dmi/id/sys_vendor", "Huawei\n");
  EXPECT_EQ(host_class(find_evidence(Root(folder.path()))), "bare-metal-claimed");
}

TEST(HostClass, TheHypervisorBitMeansVirtualised) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "proc/cpuinfo", "flags : avx2 hypervisor\n");
  const auto evidence = find_evidence(Root(folder.path()));
  EXPECT_EQ(host_class(evidence), "virtualised");
  EXPECT_EQ(evidence.at(0).value, "hypervisor");
}

TEST(HostClass, ADmiVendorOfVirtualMachinesMeansVirtualised) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "sys/class/dmi/id/product_name", "Google Compute Engine\n");
  EXPECT_EQ(host_class(find_evidence(Root(folder.path()))), "virtualised");
}

TEST(HostClass, ACpuThatCallsItselfQemuMeansEmulated) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "proc/cpuinfo",
                   "model name : QEMU Virtual CPU version 2.5+\nflags : hypervisor\n");
  EXPECT_EQ(host_class(find_evidence(Root(folder.path()))), "emulated");
}

}  // namespace
}  // namespace assay::host
