// SPDX-License-Identifier: Apache-2.0
#include "host/cpuinfo.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace assay::host {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Cpuinfo, GroupsCpusByWhatTheyAre) {
  const auto info = parse_cpuinfo(
      "processor\t: 0\nCPU implementer\t: 0x70\nCPU part\t: 0x303\n\n"
      "processor\t: 1\nCPU implementer\t: 0x70\nCPU part\t: 0x664\n\n"
      "processor\t: 2\nCPU implementer\t: 0x70\nCPU part\t: 0x303\n");
  ASSERT_THAT(info.groups, SizeIs(2));
  EXPECT_EQ(info.groups[0].key, (CoreKey{"0x70", "0x303", ""}));
  EXPECT_THAT(info.groups[0].cpus, ElementsAre(0, 2));
  EXPECT_THAT(info.groups[1].cpus, ElementsAre(1));
  EXPECT_EQ(info.value("CPU part"), "0x303");
}

// Kernels of 32-bit Arm before 3.8 describe all CPUs once, behind the last.
TEST(Cpuinfo, OneDescriptionBehindAllCpusIsOfAll) {
  const auto info = parse_cpuinfo(
      "Processor : ARMv7 Processor rev 4 (v7l)\nprocessor : 0\nBogoMIPS : 1\n\nprocessor : 1\n"
      "BogoMIPS : 1\n\nFeatures : neon\nCPU implementer : 0x41\nCPU part : 0xc0f\n");
  ASSERT_THAT(info.groups, SizeIs(1));
  EXPECT_THAT(info.groups[0].cpus, ElementsAre(0, 1));
  EXPECT_THAT(info.feature_lists, ElementsAre("neon"));
}

TEST(Cpuinfo, WhatACpuDoesNotSayIsAsOfTheOneBefore) {
  const auto info = parse_cpuinfo(
      "processor : 0\nuarch : a,b\nisa : rv64i\nprocessor : 1\nprocessor : 2\nuarch : c,d\n");
  ASSERT_THAT(info.groups, SizeIs(2));
  EXPECT_THAT(info.groups[0].cpus, ElementsAre(0, 1));
  EXPECT_THAT(info.groups[1].cpus, ElementsAre(2));
  EXPECT_THAT(info.cpus, ElementsAre(0, 1, 2));
}

TEST(Cpuinfo, ReadsTheNumberOfAPrid) {
  const auto info = parse_cpuinfo("processor : 0\nPRID : LA464 (0014c010)\n");
  EXPECT_EQ(info.value("PRID"), "0x14c010");
  EXPECT_EQ(info.groups.at(0).key.core, "0x14c010");
  EXPECT_EQ(parse_cpuinfo("PRID : (rubbish)\n").value("PRID"), "");
}

TEST(Cpuinfo, OfAnythingIsReadInBoundedSpace) {
  std::string text;
  for (int cpu = 0; cpu < 70000; ++cpu) text += fmt::format("processor:{}\nuarch:{}\n", cpu, cpu);
  const auto info = parse_cpuinfo(text);
  EXPECT_LE(info.cpus.size(), 65536u);
  EXPECT_LE(info.groups.size(), 64u);
  EXPECT_THAT(parse_cpuinfo("\x01:::\nprocessor : x\nprocessor : 99999999999\n").cpus, IsEmpty());
}

// Each text is what the kernel of that architecture prints, reduced to what tells it.
TEST(ArchitectureOf, FollowsFromTheKeysThatOnlyItsKernelPrints) {
  const std::pair<const char*, const char*> cases[] = {
      {"CPU implementer : 0x70\nCPU architecture: 8\n", "aarch64"},
      {"Processor : AArch64 Processor rev 4 (aarch64)\nCPU implementer : 0x41\n"
       "CPU architecture: AArch64\n",
       "aarch64"},
      {"Features : fp asimd\nCPU implementer : 0x41\n", "aarch64"},
      {"Features : half neon\nCPU implementer : 0x41\nCPU architecture: 7\n", "armv7l"},
      {"CPU implementer : 0x41\nCPU architecture: 6TEJ\n", "armv6l"},
      {"isa : rv64imafdc\n", "riscv64"},
      {"isa : rv32imac\n", "riscv32"},
      {"CPU Family : Loongson-64bit\nModel Name : Loongson-3A5000\n", "loongarch64"},
      {"vendor_id : GenuineIntel\ncpu family : 6\nflags : fpu lm\n", "x86_64"},
      {"vendor_id : GenuineIntel\ncpu family : 6\nflags : fpu\n", "i686"},
      {"vendor_id : IBM/S390\nfeatures : esan3 zarch\n", "s390x"},
      {"cpu : POWER7 (architected)\n", "ppc64"},
      {"cpu : 740/750\ntimebase : 16625566\n", "ppc"},
      {"cpu : UltraSparc T1\ntype : sun4v\n", "sparc64"},
      {"isa : mips1 mips64r2\n", "mips64"},
      {"BogoMIPS : 1\n", ""},
      {"", ""}};
  for (const auto& [text, arch] : cases) {
    EXPECT_EQ(architecture_of(parse_cpuinfo(text)), arch) << text;
  }
}

TEST(CpulistOf, WritesRunsAsRanges) {
  EXPECT_EQ(cpulist_of({0, 1, 2, 8}), "0-2,8");
  EXPECT_EQ(cpulist_of({3, 4}), "3-4");
  EXPECT_EQ(cpulist_of({}), "");
}

}  // namespace
}  // namespace assay::host
