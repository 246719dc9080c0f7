// SPDX-License-Identifier: Apache-2.0
#include "host/machine.h"

#include <gmock/gmock.h>
#include <sys/utsname.h>

#include "sys/files.h"

namespace assay::host {
namespace {

std::string machine_below(const sys::TemporaryFolder& folder) {
  const Root root(folder.path());
  return machine(root, identify_cpu(root));
}

// The first 20 bytes of an ELF file: class, byte order, e_machine.
std::string elf(char wide, char order, char low, char high) {
  std::string head = "\177ELF";
  head += {wide, order, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, low, high};
  return head;
}

TEST(Machine, OfTheLiveOneIsAsUnameTellsIt) {
  utsname name{};
  ASSERT_EQ(uname(&name), 0);
  EXPECT_EQ(kernel_machine(Root(), {}), name.machine);
  EXPECT_EQ(machine(Root(), {}), name.machine);
}

// A 32-bit program under a kernel of 64 bits, which the personality of a process can hide.
TEST(Machine, IsWhatTheProgramWasBuiltForWhateverTheKernelIs) {
  const auto both = [](const std::string& program, const std::string& kernel) {
    const sys::TemporaryFolder folder;
    sys::write_whole(folder.path() / "observed/program", program);
    sys::write_whole(folder.path() / "observed/machine", kernel);
    return machine_below(folder);
  };
  EXPECT_EQ(both("armv7l", "aarch64"), "armv7l");
  EXPECT_EQ(both("armv7l", "armv8l"), "armv7l");
  EXPECT_EQ(both("aarch64", "armv8l"), "aarch64");
  EXPECT_EQ(both("x86_64", "i686"), "x86_64");
  EXPECT_EQ(both("riscv64", "x86_64"), "riscv64");  // under an emulator
  EXPECT_EQ(both("armv7l", "armv6l"), "armv6l");    // which executes no armv7
}

TEST(Machine, OfACopyIsTakenFromWhatTellsItBest) {
  const sys::TemporaryFolder folder;
  const auto& top = folder.path();
  EXPECT_EQ(machine_below(folder), "");
  sys::write_whole(top / "usr/lib/x/libc.so.6", elf(2, 1, '\xb7', 0));
  sys::write_whole(top / "bin/readme", "no program");
  EXPECT_EQ(machine_below(folder), "aarch64");
  sys::write_whole(top / "proc/cpuinfo", "isa : rv64imafdc\n");
  EXPECT_EQ(machine_below(folder), "riscv64");
  sys::write_whole(top / "proc/sys/kernel/arch", "loongarch64\n");
  EXPECT_EQ(machine_below(folder), "loongarch64");
  sys::write_whole(top / "observed/machine", "armv7l\n");
  EXPECT_EQ(machine_below(folder), "armv7l");
}

TEST(Machine, ReadsProgramsOfEveryArchitecture) {
  const std::pair<std::string, const char*> cases[] = {{elf(2, 1, 62, 0), "x86_64"},
                                                       {elf(2, 1, '\xb7', 0), "aarch64"},
                                                       {elf(2, 1, '\xf3', 0), "riscv64"},
                                                       {elf(2, 1, 2, 1), "loongarch64"},
                                                       {elf(1, 1, 40, 0), "armv7l"},
                                                       {elf(1, 1, 62, 0), ""},  // x32
                                                       {elf(2, 2, 0, 22), ""},
                                                       {"\177ELF", ""}};
  for (const auto& [bytes, name] : cases) {
    const sys::TemporaryFolder folder;
    sys::write_whole(folder.path() / "bin/sh", bytes);
    EXPECT_EQ(machine_below(folder), name);
  }
}

TEST(FamilyOf, JoinsWhatOneKernelExecutes) {
  EXPECT_EQ(family_of("armv8l"), family_of("aarch64"));
  EXPECT_EQ(family_of("i686"), family_of("x86_64"));
  EXPECT_EQ(family_of("ppc64le"), family_of("ppc64"));
  EXPECT_NE(family_of("s390x"), family_of("x86_64"));
}

}  // namespace
}  // namespace assay::host
