// SPDX-License-Identifier: Apache-2.0
// What needs no guest; a journey boots guests in real time, and under KVM where there is one.
#include "emulate/qemu_kvm.h"

#include <gmock/gmock.h>

#include "run/guests_test.h"

namespace assay::emulate {
namespace {

TEST(CanRunQemuKvm, NeedsTheHostsOwnArchitectureAMachineAndKvm) {
  const auto intel = run::target_of("intel", "x86_64", "max"),
             arm = run::target_of("arm", "aarch64", "max");
  auto host = run::host_here();
  record::Capabilities found;
  EXPECT_EQ(can_run_qemu_kvm(arm, found, host).code, "other-arch");
  EXPECT_EQ(can_run_qemu_kvm(intel, found, host).code, "no-qemu");
  found.machines = {run::qemu_for("x86_64")};
  EXPECT_EQ(can_run_qemu_kvm(intel, found, host),
            base::Outcome::unavailable("no-kvm", "nobody looked for KVM"));
  found.no_kvm.clear();
  EXPECT_TRUE(can_run_qemu_kvm(intel, found, host).good());
  host.host_class = "emulated";
  EXPECT_EQ(can_run_qemu_kvm(intel, found, host).code, "emulated-host");
}

// /bin/false stands in for a QEMU whose KVM starts no guest.
TEST(RunQemuKvm, LeavesOutASystemThatDoesNotStart) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "initramfs", "");
  auto program = run::program_to_run("intel", "guest-x86_64");
  program.cell.os = "some-os";
  program.image = record::BootImage{.os = "some-os",
                                    .arch = "x86_64",
                                    .kernel = folder.path() / "kernel",
                                    .initramfs = folder.path() / "initramfs",
                                    .symbols = {},
                                    .release = {},
                                    .sha256 = {}};
  auto capabilities = run::capabilities_here();
  capabilities.machines = {run::qemu_for("x86_64")};
  capabilities.machines[0].tool.path = "/bin/false";
  const catalog::Machine machine;
  const auto target = run::target_of("intel", "x86_64", "max");
  const auto host = run::host_here();
  const sys::Folders folders = run::folders_in(folder.path());
  for (const bool asked : {true, false}) {
    const run::RunOptions options;
    const auto records = run_qemu_kvm(
        {program, target, nullptr, capabilities, host, folders, options, "", &machine, asked});
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].outcome,
              (base::Outcome{
                  asked ? base::Outcome::Kind::unavailable : base::Outcome::Kind::skipped, "no-kvm",
                  "some-os does not start under KVM: QEMU ended with exit status 1: "}));
  }
}

}  // namespace
}  // namespace assay::emulate
