// SPDX-License-Identifier: Apache-2.0
// The detectors, built for each architecture and run under its emulator and, where this machine
// can, without one.
#include <gmock/gmock.h>

#include <filesystem>

#include "base/text.h"
#include "host/evidence.h"
#include "host/machine.h"
#include "sys/environment.h"
#include "sys/process.h"

namespace assay::host {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<std::string> printed_lines(std::vector<std::string> argv) {
  const auto ended = sys::run_process({.argv = std::move(argv), .deadline = 60s});
  EXPECT_TRUE(ended.exited(0)) << ended.err;
  return base::split(ended.out, '\n');
}

std::string program_for(const std::string& arch) {
  return (std::filesystem::path(ASSAY_BINARY_DIR) / "host_class" / arch).string();
}

TEST(Detectors, UnderQemusUserModeEveryArchitectureIsEmulated) {
  // LoongArch's C library needs a newer QEMU: half_test.cc asks the same there.
  for (const std::string arch : {"aarch64", "armhf", "riscv64", "x86_64"}) {
    const auto qemu = sys::find_program(arch == "armhf" ? "qemu-arm" : "qemu-" + arch);
    ASSERT_TRUE(qemu.has_value()) << "no qemu-" << arch << ": scripts/setup installs it";
    ASSERT_TRUE(std::filesystem::exists(program_for(arch)))
        << "no C library for " << arch << ": scripts/setup installs it";
    const auto lines = printed_lines({qemu->string(), program_for(arch)});
    ASSERT_FALSE(lines.empty()) << arch;
    EXPECT_EQ(lines.front(), "emulated") << arch;
    // Either alone suffices: the name goes away under binfmt_misc, the zeros with another QEMU.
    EXPECT_THAT(lines, Contains(StartsWith("emulator: /proc/self/comm (strong): qemu-"))) << arch;
    EXPECT_THAT(lines, Contains(StartsWith("emulator: /proc/self/stat (strong)"))) << arch;
  }
}

// QEMU's own CPU says so by CPUID, whatever the kernel below shows.
TEST(Detectors, QemusX86NamesItself) {
  const auto qemu = sys::find_program("qemu-x86_64");
  ASSERT_TRUE(qemu.has_value()) << "no qemu-x86_64: scripts/setup installs it";
  EXPECT_THAT(printed_lines({qemu->string(), program_for("x86_64")}),
              Contains("emulator: CPUID leaf 0x40000000 (strong): TCGTCGTCGTCG"));
}

// The same program without an emulator says what the harness says of this machine.
TEST(Detectors, WithoutAnEmulatorTheClassIsThatOfThisMachine) {
  const auto program = program_for(machine(Root(), {}));
  ASSERT_TRUE(std::filesystem::exists(program)) << program;
  const auto lines = printed_lines({program});
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.front(), host_class(find_evidence(Root())));
}

}  // namespace
}  // namespace assay::host
