// SPDX-License-Identifier: Apache-2.0
#include "host/fingerprint.h"

#include <gmock/gmock.h>
#include <sys/utsname.h>

#include "sys/files.h"

namespace assay::host {
namespace {

using record::fingerprint_value;

TEST(Fingerprint, OfThisMachineNamesItsArchitectureAsUnameDoes) {
  utsname name{};
  ASSERT_EQ(uname(&name), 0);
  const auto host = look(Root());
  EXPECT_EQ(fingerprint_value(host, "arch"), name.machine);
  EXPECT_EQ(fingerprint_value(host, "kernel"), name.release);
  EXPECT_FALSE(host.host_class.empty());
  EXPECT_FALSE(host.session.empty());
}

TEST(Fingerprint, OfASavedMachineIsReadFromItsFilesAlone) {
  const sys::TemporaryFolder folder;
  const auto& top = folder.path();
  sys::write_whole(top / "proc/cpuinfo",
                   "CPU implementer : 0x70\nCPU part : 0x862\nFeatures : fp\n");
  sys::write_whole(top / "proc/meminfo", "MemTotal:        1024 kB\nMemFree: 1 kB\n");
  sys::write_whole(top / "etc/os-release", "NAME=x\nPRETTY_NAME=\"openEuler 24.03 (LTS)\"\n");
  sys::write_whole(top / "proc/sys/kernel/arch", "aarch64\n");
  const auto host = look(Root(top));
  EXPECT_EQ(fingerprint_value(host, "arch"), "aarch64");
  EXPECT_EQ(fingerprint_value(host, "memory_bytes"), "1048576");
  EXPECT_EQ(fingerprint_value(host, "os"), "openEuler 24.03 (LTS)");
  EXPECT_EQ(fingerprint_value(host, "arm.part"), "0x862");
  EXPECT_EQ(fingerprint_value(host, "page_size"), "");
}

TEST(Fingerprint, LeavesOutWhatChangesFromBootToBoot) {
  for (const auto& [key, value] : look(Root()).fingerprint) {
    EXPECT_THAT(key, ::testing::Not(::testing::AnyOf("bogomips", "mhz", "uptime", "boot_id")));
  }
}

}  // namespace
}  // namespace assay::host
