// SPDX-License-Identifier: Apache-2.0
#include "host/cpu_identity.h"

#include <gmock/gmock.h>

#include "sys/files.h"

namespace assay::host {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Pair;

CpuIdentity identity_in(const std::string& cpuinfo) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "proc/cpuinfo", cpuinfo);
  return identify_cpu(Root(folder.path()));
}

TEST(CpuIdentity, X86IsVendorFamilyAndModel) {
  const auto cpu = identity_in(
      "processor\t: 0\nvendor_id\t: HygonGenuine\ncpu family\t: 24\nmodel\t\t: 4\n"
      "model name\t: Hygon C86 7490\nflags\t\t: sse4_2 avx2 abm\n\nprocessor\t: 1\n");
  EXPECT_THAT(cpu.keys, Contains(Pair("x86.vendor", "HygonGenuine")));
  EXPECT_THAT(cpu.keys, Contains(Pair("x86.family", "24")));
  EXPECT_THAT(cpu.features, ElementsAre("abm", "avx2", "sse4_2"));
  EXPECT_EQ(cpu.name, "Hygon C86 7490");
}

TEST(CpuIdentity, ArmIsImplementerAndPart) {
  const auto cpu = identity_in(
      "processor\t: 0\nBogoMIPS\t: 200.00\nFeatures\t: fp asimd atomics\n"
      "CPU implementer\t: 0x48\nCPU architecture: 8\nCPU variant\t: 0x1\nCPU part\t: 0xd01\n");
  EXPECT_THAT(cpu.keys, Contains(Pair("arm.implementer", "0x48")));
  EXPECT_THAT(cpu.keys, Contains(Pair("arm.part", "0xd01")));
  EXPECT_EQ(cpu.name, "Arm CPU 0x48 0xd01");
}

TEST(CpuIdentity, ArmWithoutCpuinfoLinesIsReadFromTheMidrInSysfs) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "proc/cpuinfo", "processor\t: 0\n");
  sys::write_whole(folder.path() / "sys/devices/system/cpu/cpu0/regs/identification/midr_el1",
                   "0x00000000701f6633\n");
  const auto cpu = identify_cpu(Root(folder.path()));
  EXPECT_THAT(cpu.keys, Contains(Pair("arm.implementer", "0x70")));
  EXPECT_THAT(cpu.keys, Contains(Pair("arm.part", "0x663")));
}

TEST(CpuIdentity, RiscVExtensionsAreFeatures) {
  const auto cpu = identity_in(
      "processor\t: 0\nhart\t\t: 0\nisa\t\t: rv64imafdcv_zba_zbb\nmmu\t\t: sv39\n"
      "mvendorid\t: 0x710\nmarchid\t\t: 0x8000000058000001\nmimpid\t\t: 0x1000000049772200\n");
  EXPECT_THAT(cpu.keys, Contains(Pair("riscv.mvendorid", "0x710")));
  EXPECT_THAT(cpu.features, ElementsAre("a", "c", "d", "f", "i", "m", "v", "zba", "zbb"));
}

TEST(CpuIdentity, LoongArchModelNameIsRead) {
  const auto cpu = identity_in(
      "system type\t\t: generic-loongson-machine\nprocessor\t\t: 0\nCPU Family\t\t: "
      "Loongson-64bit\n"
      "Model Name\t\t: Loongson-3A5000\nCPU Revision\t\t: 0x11\nFeatures\t\t: cpucfg lam fpu lsx "
      "lasx\n");
  EXPECT_EQ(cpu.name, "Loongson-3A5000");
  EXPECT_THAT(cpu.features, Contains("lasx"));
}

TEST(CpuIdentity, LoongArchProcessorIdIsReadWhereTheKernelTellsIt) {
  const auto cpu = identity_in("CPU Family\t\t: Loongson-64bit\nPRID\t\t\t: LA464 (0014c010)\n");
  EXPECT_THAT(cpu.keys,
              Contains(std::pair<std::string, std::string>("loongarch.prid", "0x14c010")));
  EXPECT_THAT(identity_in("PRID : LA464\n").keys, testing::IsEmpty());
  EXPECT_THAT(identity_in("PRID : (rubbish)\n").keys, testing::IsEmpty());
}

// Programs may run on any CPU: what some of them lack counts for none.
TEST(CpuIdentity, FeaturesAreThoseThatEveryCpuHas) {
  const auto cpu = identity_in(
      "processor : 0\nFeatures : fp aes sha3\nCPU part : 0x303\nprocessor : 1\nFeatures : fp aes\n"
      "CPU part : 0x664\n");
  EXPECT_THAT(cpu.features, ElementsAre("aes", "fp"));
}

TEST(CpuIdentity, GOfRiscvIsWhatItStandsFor) {
  EXPECT_THAT(identity_in("isa : rv64gc\n").features, ElementsAre("a", "c", "d", "f", "i", "m"));
}

// The C906 and C910 have vectors of version 0.7.1, whose instructions are others.
TEST(CpuIdentity, VectorsBeforeTheirStandardAreNone) {
  EXPECT_THAT(identity_in("isa : rv64imafdcv\nmvendorid : 0x5b7\nmarchid : 0x0\n").features,
              testing::Not(Contains("v")));
  EXPECT_THAT(
      identity_in("isa : rv64imafdcv\nmvendorid : 0x5b7\nmarchid : 0x8000000009140d00\n").features,
      Contains("v"));
}

TEST(CpuIdentity, IbmsVendorIsNoX86) {
  const auto cpu = identity_in("vendor_id : IBM/S390\nfeatures : esan3 zarch\n");
  EXPECT_THAT(cpu.keys, testing::IsEmpty());
  EXPECT_EQ(cpu.name, "IBM/S390");
  EXPECT_EQ(cpu.architecture, "s390x");
}

TEST(CpuIdentity, RubbishGivesAnUnknownCpu) {
  EXPECT_EQ(identity_in("\x01\x02:::\n\n:\n").name, "unknown CPU");
  EXPECT_EQ(identity_in("").name, "unknown CPU");
}

}  // namespace
}  // namespace assay::host
