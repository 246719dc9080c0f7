// SPDX-License-Identifier: Apache-2.0
#include "catalog/machine.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "catalog/problems_test.h"
#include "catalog/readme_test.h"

namespace assay::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kEveryKeyOfMachines = R"([machine]
name = "aarch64"
title = "QEMU virt"
program = "qemu-system-aarch64"
package = "qemu-system-arm"
minimum = "7.2"
machine = "virt,dtb-randomness=off"
arguments = ["-x"]
port = "virtio-serial-device"
[kernel]
console = "ttyAMA0"
line = ["quiet"]
counted = ["nolapic"]
arch = "arm64"
make = "Image"
image = "arch/arm64/boot/Image"
)";

std::vector<std::string> faults_of_machine(std::string_view text) {
  std::vector<base::Problem> problems;
  read_machine(text, "m.toml", problems);
  return lines(problems);
}

TEST(ReadMachine, KeepsWhatEveryKeySays) {
  std::vector<base::Problem> problems;
  const auto machine = read_machine(kEveryKeyOfMachines, "m.toml", problems);
  EXPECT_THAT(lines(problems), IsEmpty());
  EXPECT_EQ(machine.name, "aarch64");
  EXPECT_EQ(machine.title, "QEMU virt");
  EXPECT_EQ(machine.program, "qemu-system-aarch64");
  EXPECT_EQ(machine.package, "qemu-system-arm");
  EXPECT_EQ(machine.minimum, "7.2");
  EXPECT_EQ(machine.machine, "virt,dtb-randomness=off");
  EXPECT_THAT(machine.arguments, ElementsAre("-x"));
  EXPECT_EQ(machine.port, "virtio-serial-device");
  EXPECT_EQ(machine.console, "ttyAMA0");
  EXPECT_THAT(machine.kernel_line, ElementsAre("quiet"));
  EXPECT_THAT(machine.counted_line, ElementsAre("nolapic"));
  EXPECT_EQ(machine.linux_arch, "arm64");
  EXPECT_EQ(machine.make_target, "Image");
  EXPECT_EQ(machine.image, "arch/arm64/boot/Image");
  EXPECT_EQ(to_text(machine.position), "m.toml:2:8");
}

TEST(ReadMachine, SaysEverythingThatIsWrongAtOnce) {
  EXPECT_THAT(faults_of_machine(base::replace_all(
                  base::replace_all(std::string(kEveryKeyOfMachines), "\"aarch64\"", "\"aarch46\""),
                  "make =", "maek =")),
              ElementsAre("m.toml:2:8: [machine] name: \"aarch46\" is not known, did you mean "
                          "\"aarch64\"?; one of: x86_64, aarch64, riscv64, loongarch64, armhf",
                          "m.toml:10:1: [kernel] make: is missing",
                          "m.toml:15:1: [kernel]: unknown key \"maek\", did you mean \"make\"?"));
  EXPECT_THAT(faults_of_machine(""), ElementsAre("m.toml:1:1: machine file machine: is missing; "
                                                 "targets/README.md lists every key",
                                                 "m.toml:1:1: machine file kernel: is missing; "
                                                 "targets/README.md lists every key"));
}

TEST(MachinesReadme, DocumentsEveryKeyAndNoOther) {
  EXPECT_EQ(documented_keys("targets/README.md", "## A machine"), keys_of(kEveryKeyOfMachines));
}

}  // namespace
}  // namespace assay::catalog
