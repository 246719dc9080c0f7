// SPDX-License-Identifier: Apache-2.0
#include "host/core_kinds.h"

#include <gmock/gmock.h>

#include "host/fingerprint.h"
#include "host/machines_test.h"
#include "sys/files.h"

namespace assay::host {
namespace {

using testing::ElementsAre;

std::vector<CoreKind> kinds_of(const Readings& files) {
  const sys::TemporaryFolder folder;
  write_machine(files, folder.path());
  const Root root(folder.path());
  return core_kinds(root, identify_cpu(root), real_cores());
}

std::string name_of(const Readings& files) {
  const sys::TemporaryFolder folder;
  write_machine(files, folder.path());
  return record::fingerprint_value(look(Root(folder.path()), real_cores()), "cpu");
}

TEST(CoreKinds, OfClustersAreAllNamedWithTheirCpus) {
  EXPECT_THAT(kinds_of(hybrid()),
              ElementsAre(CoreKind{"Phytium FTC310", {0, 1}}, CoreKind{"Phytium FTC664", {2, 3}}));
  EXPECT_EQ(name_of(hybrid()), "2 x Phytium FTC310 + 2 x Phytium FTC664");
}

TEST(CoreKinds, OfRiscvAreTheirMarchids) {
  const Readings mixed = {
      {"/proc/cpuinfo",
       "processor : 0\nisa : rv64imafdcv\nmvendorid : 0x710\nmarchid : 0x8000000058000001\n"
       "mimpid : 0x1000000049772200\n\nprocessor : 1\nisa : rv64imafdcv\nmvendorid : 0x710\n"
       "marchid : 0x8000000058000002\nmimpid : 0x1000000049772200\n"}};
  EXPECT_EQ(clusters_text(kinds_of(mixed)), "SpacemiT X60: 0; SpacemiT X100: 1");
}

TEST(CoreKinds, OfIntelsHybridsAreTheKernelsUnitsOfCounters) {
  EXPECT_EQ(clusters_text(kinds_of(
                {{"/sys/devices/cpu_core/cpus", "0-3"}, {"/sys/devices/cpu_atom/cpus", "4-7"}})),
            "performance cores: 0-3; efficient cores: 4-7");
  EXPECT_EQ(clusters_text(kinds_of({{"/sys/devices/cpu_core/cpus", "0-3"}})), "");
}

TEST(CpuName, IsTheKernelsUnlessThatSaysNothing) {
  const std::string part = "CPU implementer : 0x41\nCPU architecture: 7\nCPU part : 0xc07\n";
  EXPECT_EQ(name_of({{"/proc/cpuinfo",
                      "processor : 0\nmodel name : ARMv7 Processor rev 5 (v7l)\n" + part}}),
            "Arm Cortex-A7");
  EXPECT_EQ(name_of({{"/proc/cpuinfo",
                      "model name : Phytium,S2500/64 C00\nCPU implementer : 0x70\n"
                      "CPU architecture: 8\nCPU part : 0x663\n"}}),
            "Phytium,S2500/64 C00");
  EXPECT_EQ(name_of({{"/proc/cpuinfo", "processor : 0\nisa : rv64gc\nuarch : sifive,u74-mc\n"}}),
            "SiFive U74");
  EXPECT_EQ(name_of({{"/proc/cpuinfo", "processor : 0\nisa : rv64gc\nuarch : new,core\n"}}),
            "new,core");
  EXPECT_EQ(name_of({{"/proc/cpuinfo", "cpu : POWER7 (architected)\n"}}), "POWER7 (architected)");
  EXPECT_EQ(
      name_of({{"/sys/devices/system/cpu/cpu0/regs/identification/midr_el1", "0x00000000701f6633"},
               {"/proc/sys/kernel/arch", "aarch64"}}),
      "Phytium FTC663");
}

TEST(CpuName, HasNumbersWhereNoFileNamesTheCore) {
  const sys::TemporaryFolder folder;
  write_machine(hybrid(), folder.path());
  EXPECT_EQ(record::fingerprint_value(look(Root(folder.path())), "cpu"),
            "2 x Arm CPU 0x70 0x303 + 2 x Arm CPU 0x70 0x664");
}

TEST(CoreAt, LabelsATimeWithTheCoreItRanOn) {
  const sys::TemporaryFolder folder;
  write_machine(hybrid(), folder.path());
  const auto host = look(Root(folder.path()), real_cores());
  EXPECT_EQ(core_at(host, 1), "Phytium FTC310");
  EXPECT_EQ(core_at(host, 2), "Phytium FTC664");
  EXPECT_EQ(core_at(host, 9), "");
  EXPECT_THAT(cpus_of_one_kind(host, {0, 1, 2, 3}), ElementsAre(2, 3));
  EXPECT_THAT(cpus_of_one_kind(host, {0, 1}), ElementsAre(0, 1));
  record::Host one;
  one.fingerprint = {{"cpu", "Loongson-3A6000"}, {"core", "Loongson LA664"}};
  EXPECT_EQ(core_at(one, 0), "Loongson LA664");
  EXPECT_THAT(cpus_of_one_kind(one, {3, 5}), ElementsAre(3, 5));
  EXPECT_THAT(cpus_of_one_kind(host, {}), testing::IsEmpty());
}

}  // namespace
}  // namespace assay::host
