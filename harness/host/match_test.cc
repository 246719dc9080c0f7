// SPDX-License-Identifier: Apache-2.0
#include "host/match.h"

#include <gmock/gmock.h>

namespace assay::host {
namespace {

record::Host kunpeng_host() {
  record::Host host;
  host.fingerprint = {{"arch", "aarch64"},
                      {"cpu", "Kunpeng-920"},
                      {"arm.implementer", "0x48"},
                      {"arm.part", "0xd01"}};
  host.features = {"asimd", "atomics", "fp"};
  return host;
}

catalog::Target some_chip() {
  catalog::Target target;
  target.name = "some-chip";
  target.arch = "aarch64";
  target.requires_features = {"asimd", "atomics"};
  target.identity = {{"arm.implementer", {"0x48"}, "", true}, {"arm.part", {"0xd0*"}, "", true}};
  return target;
}

TEST(CanExecute, NeedsTheArchitectureAndEveryFeature) {
  EXPECT_TRUE(can_execute(some_chip(), kunpeng_host()).good());
  auto sve = some_chip();
  sve.requires_features = {"sve", "asimd", "i8mm"};
  const auto outcome = can_execute(sve, kunpeng_host());
  EXPECT_EQ(outcome.code, "missing-features");
  EXPECT_EQ(outcome.reason, "this CPU lacks sve, i8mm");
  auto other = some_chip();
  other.arch = "riscv64";
  EXPECT_EQ(can_execute(other, kunpeng_host()).code, "other-arch");
}

TEST(CanExecute, DoesNotSayThatACpuLacksWhatNobodyCouldRead) {
  record::Host unread = kunpeng_host();
  unread.features.clear();
  const auto outcome = can_execute(some_chip(), unread);
  EXPECT_EQ(outcome.code, "features-unknown");
  EXPECT_EQ(outcome.reason.find("lacks"), std::string::npos) << outcome.reason;
  auto any = some_chip();
  any.requires_features.clear();
  EXPECT_TRUE(can_execute(any, unread).good());
}

TEST(CanExecute, SaysThatProcIsNotMounted) {
  record::Host host = kunpeng_host();
  host.fingerprint.emplace_back("proc", "not mounted");
  auto any = some_chip();
  any.requires_features.clear();
  for (const auto& each : {some_chip(), any}) {
    const auto outcome = can_execute(each, host);
    EXPECT_EQ(outcome.code, "features-unknown");
    EXPECT_EQ(outcome.reason.find("/proc is not mounted"), 0u) << outcome.reason;
  }
}

TEST(IsTheChip, AllRulesMustHoldAndValuesMayBePatterns) {
  EXPECT_TRUE(is_the_chip(some_chip(), kunpeng_host()));
  EXPECT_EQ(target_note(some_chip(), kunpeng_host()), "");
  auto other = some_chip();
  other.identity.push_back({"cpuinfo.model_name", {"TaiShan*"}, "", true});
  EXPECT_FALSE(is_the_chip(other, kunpeng_host()));
  EXPECT_EQ(target_note(other, kunpeng_host()), "some-chip flags on Kunpeng-920");
}

// A board of any name, a virtual machine's among them, has the chip.
TEST(Identify, ARuleThatWasNotCheckedNeverVetoesThoseThatWere) {
  auto host = kunpeng_host();
  host.fingerprint.emplace_back("dmi.product", "KVM Virtual Machine");
  auto chip = some_chip();
  chip.identity.push_back({"dmi.product", {"TaiShan*"}, "", false});
  const auto found = identify(chip, host);
  EXPECT_EQ(found.match, Match::perhaps);
  EXPECT_EQ(found.why, "dmi.product is KVM Virtual Machine");
  chip.identity[1].enough = true;  // the part number
  EXPECT_EQ(identify(chip, host).match, Match::yes);
  chip.identity[0].values = {"0x41"};
  EXPECT_EQ(identify(chip, host).match, Match::no);
}

TEST(Identify, WhatIsNotToldLeavesItOpenAndNothingToldIsNoMatch) {
  auto chip = some_chip();
  chip.identity.push_back({"cpuinfo.model_name", {"*S5000C*"}, "", true});
  auto host = kunpeng_host();
  EXPECT_EQ(identify(chip, host).match, Match::perhaps);
  EXPECT_EQ(identify(chip, host).why, "cpuinfo.model_name is not known");
  host.fingerprint.emplace_back("cpuinfo.model_name", "ARMv8 Processor rev 1 (v8l)");
  EXPECT_EQ(identify(chip, host).match, Match::perhaps);  // says nothing
  host.fingerprint.back().second = "Some,D3000M";
  EXPECT_EQ(identify(chip, host).match, Match::no);
  host.fingerprint.back().second = "Some,S5000C";
  EXPECT_EQ(identify(chip, host).match, Match::yes);
  host.host_class = "virtualised";  // the hypervisor chose the name
  EXPECT_EQ(identify(chip, host).match, Match::perhaps);
  host.fingerprint = {{"arch", "aarch64"}};
  EXPECT_EQ(identify(chip, host).match, Match::no);
}

TEST(Identify, AMachineOfSeveralKindsOfCoresIsNotTheChip) {
  auto host = kunpeng_host();
  host.fingerprint.emplace_back("clusters", "A: 0-1; B: 2-3");
  EXPECT_EQ(identify(some_chip(), host).match, Match::perhaps);
}

TEST(TargetNote, NamesTheCoreThatATimeIsOfWhereCoresDiffer) {
  auto host = kunpeng_host();
  EXPECT_EQ(target_note(some_chip(), host, 2), "");
  host.fingerprint.emplace_back("clusters", "A: 0-1; B: 2-3");
  EXPECT_EQ(target_note(some_chip(), host, 2), "some-chip flags on B (CPU 2)");
  auto any = some_chip();
  any.identity.clear();  // every CPU that can execute it is one
  EXPECT_EQ(target_note(any, host, 0), "some-chip flags on A (CPU 0)");
  EXPECT_EQ(target_note(any, host), "");
}

TEST(Identify, WhoLacksAFeatureOfTheChipIsNotIt) {
  auto chip = some_chip();
  chip.requires_features.push_back("sve");
  EXPECT_EQ(identify(chip, kunpeng_host()).match, Match::no);
}

// A level of x86-64 is a list of features (psABI), whoever makes the CPU.
TEST(Identify, WithoutRulesItIsEveryHostThatCanExecuteThePrograms) {
  auto level = some_chip();
  level.identity.clear();
  level.requires_features = {"asimd", "atomics", "sve"};
  EXPECT_EQ(identify(level, kunpeng_host()).match, Match::no);
  level.requires_features.pop_back();
  EXPECT_EQ(identify(level, kunpeng_host()).match, Match::yes);
  auto unread = kunpeng_host();
  unread.features.clear();
  EXPECT_EQ(identify(level, unread).match, Match::perhaps);
}

TEST(IsTheChip, ATargetWithoutRulesIsEveryHostOfItsArchitecture) {
  auto generic = some_chip();
  generic.identity.clear();
  EXPECT_TRUE(is_the_chip(generic, kunpeng_host()));
  generic.arch = "x86_64";
  EXPECT_FALSE(is_the_chip(generic, kunpeng_host()));
}

}  // namespace
}  // namespace assay::host
