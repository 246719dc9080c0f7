// SPDX-License-Identifier: Apache-2.0
#include "host/verdict.h"

#include <gmock/gmock.h>

#include "catalog/catalog.h"
#include "host/fingerprint.h"
#include "host/machines_test.h"

namespace assay::host {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

catalog::Target kunpeng_target() {
  catalog::Target target;
  target.name = "some-chip";
  target.arch = "aarch64";
  target.identity = {{"arm.part", {"0xd01"}, "", true, true}};
  return target;
}

std::vector<std::string> verdict_lines(const Readings& machine) {
  const sys::TemporaryFolder folder;
  write_machine(machine, folder.path());
  std::vector<std::string> lines;
  for (const auto& [what, line] :
       five_lines(look(Root(folder.path()), real_cores()), {kunpeng_target()})) {
    lines.push_back(what + ": " + line);
  }
  return lines;
}

TEST(FiveLines, SayWhatMachineItIsWhetherTimesCanBeTrustedAndWhatWouldHelp) {
  const auto server = verdict_lines(bare_metal_server());
  ASSERT_EQ(server.size(), 5u);
  EXPECT_EQ(server[0],
            "machine: HiSilicon TaiShan v110 (Kunpeng-920), aarch64, 16 CPUs, 2 sockets, "
            "4 NUMA nodes, 503.4 GiB, TaiShan 200 (Model 2280)");
  EXPECT_EQ(server[1], "runs on: bare metal, as far as can be seen");
  EXPECT_EQ(server[2], "target: some-chip");
  EXPECT_THAT(server[3], StartsWith("times: "));
  EXPECT_THAT(server[3], HasSubstr("can't be seen"));
}

TEST(FiveLines, OfAGuestInAContainerNameBothAndTrustPairsAlone) {
  const auto guest = verdict_lines(kvm_guest());
  EXPECT_EQ(guest[1], "runs on: a virtual machine (KVMKVMKVM), in a container (docker)");
  EXPECT_EQ(guest[2], "target: no target");
  EXPECT_THAT(guest[3],
              StartsWith("times: only in pairs that are measured in turns: disturbed by class, "));
  EXPECT_THAT(guest[4], HasSubstr(" more: doctor lists them"));
}

// By the targets and names of the tree; each copy is a few files of a machine, without system
// calls.
TEST(FiveLines, OfMadeCopiesNameCoresAndTargets) {
  catalog::CatalogSources sources;
  for (auto& file : sys::read_folder(ASSAY_SOURCE_DIR "/targets", ".toml", base::Bytes{1u << 20})) {
    sources.targets.push_back({file.name, file.text});
  }
  const auto catalog = catalog::read_catalog(sources);
  struct Case {
    const char *copy, *machine, *runs_on, *target;
  };
  const Case cases[] = {
      {"ftc862", "Phytium FTC862, aarch64, 2 CPUs", "bare metal, as far as can be seen",
       "no target for sure; perhaps phytium-s5000c (cpuinfo.model_name is not known)"},
      {"hybrid", "2 x Phytium FTC310 + 2 x Phytium FTC664, aarch64, 4 CPUs",
       "bare metal, as far as can be seen", "no target"},
      {"kunpeng-vm", "HiSilicon TaiShan v110 (Kunpeng-920), aarch64, 4 CPUs, KVM Virtual Machine",
       "a virtual machine (QEMU)", "kunpeng-920"},
      {"loong-3c6000", "Loongson-3C6000/S (Loongson LA664), loongarch64, 2 CPUs, 1 socket",
       "bare metal, as far as can be seen", "no target"},
      {"riscv-mixed", "1 x SpacemiT X60 + 1 x SpacemiT X100, riscv64, 2 CPUs",
       "bare metal, as far as can be seen",
       "no target for sure; perhaps riscv64-gcv (it has several kinds of cores: SpacemiT X60: 0; "
       "SpacemiT X100: 1)"}};
  for (const auto& [copy, machine, runs_on, target] : cases) {
    const Root root(std::string(ASSAY_SOURCE_DIR "/harness/host/testdata/machines/") + copy);
    const auto lines = five_lines(look(root, catalog.cores), catalog.targets);
    EXPECT_EQ(lines[0].second, machine);
    EXPECT_EQ(lines[1].second, runs_on);
    EXPECT_EQ(lines[2].second, target);
    EXPECT_THAT(lines[3].second,
                StartsWith(copy == std::string("kunpeng-vm")
                               ? "only in pairs that are measured in turns: disturbed by class"
                               : "not known: 15 of 17 conditions can't be seen"));
  }
}

TEST(FiveLines, OfAnEmulatorTrustNoTimes) {
  const auto lines =
      verdict_lines({{"/proc/self/comm", "qemu-riscv64"}, {"/proc/cpuinfo", "isa : rv64gc"}});
  EXPECT_EQ(lines[1], "runs on: an emulator (qemu-riscv64)");
  EXPECT_THAT(lines[3], StartsWith("times: not to be trusted"));
  EXPECT_THAT(lines[0], Not(HasSubstr("socket")));
}

}  // namespace
}  // namespace assay::host
