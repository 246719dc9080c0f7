// SPDX-License-Identifier: Apache-2.0
// What needs no guest; guests are booted by a journey.
#include "emulate/qemu_system.h"

#include <gmock/gmock.h>

namespace assay::emulate {
namespace {

TEST(CanRunQemuSystem, NeedsTheMachineAndPlugins) {
  catalog::Target target;
  target.arch = "riscv64";
  record::Capabilities found;
  EXPECT_EQ(can_run_qemu_system(target, found, {}).code, "no-qemu");
  found.machines = {{.tool = {.name = "qemu-system-riscv64",
                              .path = {},
                              .version = {},
                              .sha256 = {},
                              .package = "p",
                              .remedy = "apt install p"},
                     .arch = "riscv64",
                     .plugins = false}};
  EXPECT_EQ(can_run_qemu_system(target, found, {}).reason,
            "qemu-system-riscv64 is missing: apt install p");
  found.machines[0].tool.path = "/usr/bin/qemu-system-riscv64";
  EXPECT_EQ(can_run_qemu_system(target, found, {}).code, "no-plugins");
  found.machines[0].plugins = true;
  EXPECT_TRUE(can_run_qemu_system(target, found, {}).good());
}

}  // namespace
}  // namespace assay::emulate
