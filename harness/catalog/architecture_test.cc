// SPDX-License-Identifier: Apache-2.0
#include "catalog/architecture.h"

#include <elf.h>
#include <gmock/gmock.h>

#include <fstream>
#include <set>

namespace assay::catalog {
namespace {

TEST(FindArchitecture, KnowsWhatEverybodyElseCallsIt) {
  const auto* arm = find_architecture("armhf");
  ASSERT_NE(arm, nullptr);
  EXPECT_EQ(arm->triple, "arm-linux-gnueabihf");
  EXPECT_EQ(arm->debian, "armhf");
  EXPECT_EQ(arm->qemu_user, "qemu-arm");
  EXPECT_EQ(arm->machine, "armv7l");
  EXPECT_EQ(arm->bits, 32);
  const auto* loongarch = find_architecture("loongarch64");
  ASSERT_NE(loongarch, nullptr);
  EXPECT_EQ(loongarch->debian, "loong64");
  EXPECT_EQ(loongarch->bits, 64);
}

TEST(FindArchitecture, TakesOurNamesOnly) {
  for (const auto* name : {"", "arm64", "AARCH64", "aarch64-linux-gnu", "mips"}) {
    EXPECT_EQ(find_architecture(name), nullptr) << name;
  }
}

TEST(FindArchitecture, GoesByTheNumbersOfTheElfHeader) {
  struct Case {
    std::uint16_t machine;
    std::string_view name;
  };
  for (const auto& [machine, name] :
       {Case{EM_X86_64, "x86_64"}, Case{EM_AARCH64, "aarch64"}, Case{EM_RISCV, "riscv64"},
        Case{EM_LOONGARCH, "loongarch64"}, Case{EM_ARM, "armhf"}}) {
    const auto* found = find_architecture_of_elf(machine);
    ASSERT_NE(found, nullptr) << name;
    EXPECT_EQ(found->name, name);
  }
  EXPECT_EQ(find_architecture_of_elf(EM_386), nullptr);
}

TEST(OwnArchitecture, IsThatOfThisProgramsFile) {
  std::ifstream file("/proc/self/exe", std::ios::binary);
  char head[20] = {};
  ASSERT_TRUE(file.read(head, sizeof head));
  const auto machine = static_cast<std::uint16_t>(static_cast<unsigned char>(head[18]) |
                                                  static_cast<unsigned char>(head[19]) << 8);
  EXPECT_EQ(own_architecture(), find_architecture_of_elf(machine));
}

TEST(Architectures, DifferInEveryName) {
  std::set<std::string_view> names, triples, debians, emulators, machines;
  for (const auto& arch : architectures()) {
    names.insert(arch.name);
    triples.insert(arch.triple);
    debians.insert(arch.debian);
    emulators.insert(arch.qemu_user);
    machines.insert(arch.machine);
    EXPECT_TRUE(arch.qemu_user.starts_with("qemu-")) << arch.name;
  }
  for (const auto* each : {&names, &triples, &debians, &emulators, &machines}) {
    EXPECT_EQ(each->size(), architectures().size());
  }
}

TEST(ArchitectureNames, AreThoseThatAreFound) {
  EXPECT_EQ(architecture_names().size(), architectures().size());
  for (const auto& name : architecture_names()) EXPECT_NE(find_architecture(name), nullptr);
}

// How compilers call the lowest CPU that Debian's packages of the architecture run on.
TEST(Architectures, HaveABaseline) {
  for (const auto& arch : architectures()) EXPECT_FALSE(arch.baseline.empty()) << arch.name;
  EXPECT_EQ(find_architecture("riscv64")->baseline.front(), "-march=rv64gc");
}

}  // namespace
}  // namespace assay::catalog
