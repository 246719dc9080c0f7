// SPDX-License-Identifier: Apache-2.0
// What needs no guest; a journey boots guests in real time, and under KVM where there is one.
#include "run/qemu_kvm.h"

#include <gmock/gmock.h>

#include "run/guests_test.h"

namespace assay::run {
namespace {

TEST(CanRunQemuKvm, NeedsTheHostsOwnArchitectureAMachineAndKvm) {
  const auto intel = target_of("intel", "x86_64", "max"), arm = target_of("arm", "aarch64", "max");
  auto host = host_here();
  record::Capabilities found;
  EXPECT_EQ(can_run_qemu_kvm(arm, found, host).code, "other-arch");
  EXPECT_EQ(can_run_qemu_kvm(intel, found, host).code, "no-qemu");
  found.machines = {qemu_for("x86_64")};
  EXPECT_EQ(can_run_qemu_kvm(intel, found, host),
            base::Outcome::unavailable("no-kvm", "nobody looked for KVM"));
  found.no_kvm.clear();
  EXPECT_TRUE(can_run_qemu_kvm(intel, found, host).good());
  host.host_class = "emulated";
  EXPECT_EQ(can_run_qemu_kvm(intel, found, host).code, "emulated-host");
}

}  // namespace
}  // namespace assay::run
