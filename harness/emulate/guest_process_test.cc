// SPDX-License-Identifier: Apache-2.0
// What needs no guest; guests are booted by a journey.
#include "emulate/guest_process.h"

#include <gmock/gmock.h>

#include "run/guests_test.h"
#include "sys/variable_test.h"

namespace assay::emulate {
namespace {

TEST(GuestOf, IsTheTargetsMachineWithTheCellsImage) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "kernel", "12345");
  auto program = run::program_to_run("intel", "guest-x86_64");
  program.image = record::BootImage{.os = "o",
                                    .arch = "x86_64",
                                    .kernel = folder.path() / "kernel",
                                    .initramfs = folder.path() / "none",
                                    .symbols = {},
                                    .release = "6.12",
                                    .sha256 = "ab"};
  auto capabilities = run::capabilities_here();
  capabilities.machines = {run::qemu_for("x86_64")};
  catalog::Machine machine;
  const auto target = run::target_of("intel", "x86_64", "Nehalem");
  const auto host = run::host_here();
  const sys::Folders folders = run::folders_in(folder.path());
  const run::RunOptions options;
  const run::CellToRun cell{program, target,  nullptr, capabilities, host,
                            folders, options, "cd",    &machine};
  Guest guest = guest_of(cell);
  EXPECT_EQ(guest.cpu, "Nehalem");
  EXPECT_EQ(guest.image.sha256, "ab");
  EXPECT_EQ(guest.accelerator, "");
  auto said = emulator_of(cell, guest);
  EXPECT_EQ(said.sha256, capabilities.machines[0].tool.sha256);
  EXPECT_EQ(said.kernel, "6.12");
  EXPECT_EQ(said.kernel_bytes, 5u);
  EXPECT_EQ(said.plugin_sha256, "");
  guest.plugin = "/p.so";
  guest.accelerator = "kvm";
  said = emulator_of(cell, guest);
  EXPECT_EQ(said.plugin_sha256, "cd");
  EXPECT_EQ(said.accelerator, "kvm");
}

// A script stands for QEMU and writes down its words, one a line.
TEST(StartInGuest, DoublesCommasInThePathsThatQemuIsGiven) {
  const sys::TemporaryFolder folder;
  const auto place = folder.path() / "a,b";
  std::filesystem::create_directory(place);
  const auto qemu = place / "qemu", words = folder.path() / "words";
  sys::write_whole(qemu, "#!/bin/sh\nprintf '%s\\n' \"$@\" >" + words.string() + "\n");
  std::filesystem::permissions(qemu, std::filesystem::perms::owner_all);
  sys::write_whole(place / "initramfs", "");
  auto program = run::program_to_run("intel", "guest-x86_64");
  program.image = record::BootImage{.os = "o",
                                    .arch = "x86_64",
                                    .kernel = place / "kernel",
                                    .initramfs = place / "initramfs",
                                    .symbols = {},
                                    .release = "6.12",
                                    .sha256 = "ab"};
  auto capabilities = run::capabilities_here();
  capabilities.machines = {run::qemu_for("x86_64")};
  capabilities.machines[0].tool.path = qemu;
  const catalog::Machine machine;
  const auto target = run::target_of("intel", "x86_64", "Nehalem");
  const auto host = run::host_here();
  const sys::Folders folders = run::folders_in(place);
  const run::RunOptions options;
  const run::CellToRun cell{program, target,  nullptr, capabilities, host,
                            folders, options, "cd",    &machine};
  Guest guest = guest_of(cell);
  guest.plugin = run::for_qemu_option(place / "p.so");
  const run::Launcher launcher;
  const sys::ScopedVariable temporaries("TMPDIR", place.c_str());
  start_in_guest(cell, guest, {.launcher = launcher, .arguments = {}, .blocks = place / "blocks"});
  const std::string doubled = folder.path().string() + "/a,,b";
  const std::string given = sys::read_file(words, base::Bytes{1u << 20});
  EXPECT_THAT(given,
              testing::ContainsRegex("\n" + doubled + "/p.so,out=" + doubled +
                                     "/assay\\.[^,\n]*/counts,blocks=" + doubled + "/blocks\n"));
  EXPECT_THAT(given, testing::ContainsRegex("\nfile,id=report,path=" + doubled + "/assay\\."));
}

}  // namespace
}  // namespace assay::emulate
