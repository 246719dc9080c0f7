// SPDX-License-Identifier: Apache-2.0
#include "host/firmware.h"

#include <gmock/gmock.h>

#include "host/machines_test.h"

namespace assay::host {
namespace {

TEST(Firmware, IsVendorVersionAndDate) {
  const sys::TemporaryFolder folder;
  write_machine({{"/sys/class/dmi/id/bios_vendor", "Huawei Corp."},
                 {"/sys/class/dmi/id/bios_version", "1.38"},
                 {"/sys/class/dmi/id/bios_date", "07/04/2020"}},
                folder.path());
  const auto firmware = read_firmware(Root(folder.path()));
  EXPECT_EQ(firmware.version, "Huawei Corp. 1.38");
  EXPECT_EQ(firmware.date, "2020-07-04");
}

TEST(Firmware, OfABoardIsItsBootLoader) {
  const sys::TemporaryFolder folder;
  write_machine({{"/proc/device-tree/chosen/u-boot,version", "2021.10 (Feb 12 2023)"},
                 {"/sys/class/dmi/id/bios_date", "not a date"}},
                folder.path());
  const auto firmware = read_firmware(Root(folder.path()));
  EXPECT_EQ(firmware.version, "2021.10 (Feb 12 2023)");
  EXPECT_EQ(firmware.date, "not a date");
}

TEST(Mitigations, AreThoseInForceAndWhatNothingIsDoneAgainst) {
  const sys::TemporaryFolder folder;
  const std::string faults = "/sys/devices/system/cpu/vulnerabilities/";
  write_machine({{faults + "meltdown", "Mitigation: PTI"},
                 {faults + "itlb_multihit", "KVM: Mitigation: VMX disabled"},
                 {faults + "mds", "Vulnerable: Clear CPU buffers attempted, no microcode"},
                 {faults + "l1tf", "Not affected"}},
                folder.path());
  const auto found = read_mitigations(Root(folder.path()));
  EXPECT_EQ(found.in_force, "itlb_multihit: VMX disabled; meltdown: PTI");
  EXPECT_EQ(found.vulnerable, "mds");
}

TEST(Mitigations, AreNoneWhereNoneAreNeededAndUnknownWhereNothingTells) {
  const sys::TemporaryFolder folder;
  EXPECT_EQ(read_mitigations(Root(folder.path())).in_force, "");
  write_machine({{"/sys/devices/system/cpu/vulnerabilities/l1tf", "Not affected"}}, folder.path());
  EXPECT_EQ(read_mitigations(Root(folder.path())).in_force, "none");
}

}  // namespace
}  // namespace assay::host
