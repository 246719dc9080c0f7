// SPDX-License-Identifier: Apache-2.0
#include "host/own_features.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/text.h"
#include "host/fingerprint.h"
#include "host/machines_test.h"
#include "host/match.h"
#include "sys/files.h"

namespace assay::host {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

record::Host look_at(const Readings& machine) {
  const sys::TemporaryFolder folder;
  write_machine(machine, folder.path());
  return look(Root(folder.path()));
}

// 32-bit Arm on the 64-bit kernel of a Cortex-A72: its /proc/cpuinfo as Linux prints it to every
// program without the personality of 32 bits, AT_HWCAP as compat_elf_hwcap has it
// (arch/arm64/kernel/cpufeature.c).
Readings small_kit_on_a_big_kernel() {
  return {
      {"/observed/machine", "aarch64"},
      {"/observed/program", "armv7l"},
      {"/observed/features",
       "-swp half thumb -26bit fastmult -fpa vfp edsp -java -iwmmxt -crunch -thumbee neon vfpv3 "
       "-vfpv3d16 tls vfpv4 idiva idivt vfpd32 lpae evtstrm -aes -pmull -sha1 -sha2 crc32"},
      {"/proc/sys/kernel/arch", "aarch64"},
      {"/proc/cpuinfo",
       "processor : 0\nBogoMIPS : 108.00\nFeatures : fp asimd evtstrm crc32 cpuid\n"
       "CPU implementer : 0x41\nCPU architecture: 8\nCPU variant : 0x0\nCPU part : 0xd08\n"
       "CPU revision : 3\n"}};
}

catalog::Target target_requiring(const std::string& arch, std::vector<std::string> required) {
  catalog::Target target;
  target.name = "t";
  target.arch = arch;
  target.requires_features = std::move(required);
  return target;
}

TEST(OwnFeatures, A32BitProgramUnderA64BitKernelHasThoseOf32Bits) {
  const auto host = look_at(small_kit_on_a_big_kernel());
  EXPECT_EQ(record::fingerprint_value(host, "arch"), "armv7l");
  EXPECT_EQ(record::fingerprint_value(host, "kernel_arch"), "aarch64");
  EXPECT_EQ(host.host_class, "bare-metal-claimed");
  EXPECT_TRUE(can_execute(target_requiring("armhf", {"idiva", "neon", "vfpv4"}), host).good());
  EXPECT_EQ(can_execute(target_requiring("armhf", {"neon", "aes"}), host).reason,
            "this CPU lacks aes");
  EXPECT_EQ(can_execute(target_requiring("aarch64", {}), host).reason,
            "this host is armv7l, not aarch64");
}

TEST(OwnFeatures, WithoutAnswersThoseOfCpuinfoHold) {
  auto machine = small_kit_on_a_big_kernel();
  machine.erase("/observed/features");
  machine.erase("/observed/program");
  const auto host = look_at(machine);
  EXPECT_EQ(record::fingerprint_value(host, "kernel_arch"), "");
  EXPECT_THAT(host.features, ElementsAre("asimd", "cpuid", "crc32", "evtstrm", "fp"));
}

TEST(OwnFeatures, TakeFromCpuinfoWhatIsNotThereAndAddWhatItKeepsToItself) {
  const auto host = look_at({{"/observed/machine", "x86_64"},
                             {"/observed/program", "x86_64"},
                             {"/observed/features", "sse2 -avx2 bmi1"},
                             {"/proc/cpuinfo", "vendor_id : x\nflags : lm sse2 avx2 erms\n"}});
  EXPECT_THAT(host.features, ElementsAre("bmi1", "erms", "lm", "sse2"));
}

// An emulator of programs shows the /proc/cpuinfo of the machine below.
TEST(OwnFeatures, AreAllThereIsWhereCpuinfoIsOfAnotherArchitectureOrMissing) {
  Readings machine{{"/observed/machine", "aarch64"},
                   {"/observed/program", "aarch64"},
                   {"/observed/features", "fp asimd -sve"},
                   {"/proc/cpuinfo", "vendor_id : x\nflags : lm sse2 avx2 erms\n"}};
  EXPECT_THAT(look_at(machine).features, ElementsAre("asimd", "fp"));
  machine.erase("/proc/cpuinfo");
  EXPECT_THAT(look_at(machine).features, ElementsAre("asimd", "fp"));
  machine.erase("/observed/features");
  EXPECT_THAT(look_at(machine).features, IsEmpty());
}

// What /proc/cpuinfo lists of this machine, programs can use; what the compiler's own look at the
// CPU finds is the same as ours.
TEST(OwnFeatures, OfThisMachineAreThoseThatTheCompilerFinds) {
  const auto cpu = identify_cpu(Root());
  const auto arch = record::fingerprint_value(look(Root()), "arch");
  if (cpu.architecture != arch) GTEST_SKIP() << "its /proc/cpuinfo is of " << cpu.architecture;
  const auto usable = usable_features(Root(), cpu, arch);
  EXPECT_THAT(usable, testing::IsSupersetOf(cpu.features));
#if defined(__x86_64__)
  const auto expect = [&](const std::string& name, int found) {
    EXPECT_EQ(std::ranges::binary_search(usable, name), found != 0) << name;
  };
  expect("pni", __builtin_cpu_supports("sse3"));
  expect("abm", __builtin_cpu_supports("lzcnt"));
  expect("popcnt", __builtin_cpu_supports("popcnt"));
  expect("fma", __builtin_cpu_supports("fma"));
  expect("avx2", __builtin_cpu_supports("avx2"));
  expect("bmi1", __builtin_cpu_supports("bmi"));
  expect("avx512f", __builtin_cpu_supports("avx512f"));
  expect("avx512vl", __builtin_cpu_supports("avx512vl"));
  expect("avx512_vnni", __builtin_cpu_supports("avx512vnni"));
  expect("gfni", __builtin_cpu_supports("gfni"));
#endif
}

}  // namespace
}  // namespace assay::host
