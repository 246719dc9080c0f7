// SPDX-License-Identifier: Apache-2.0
#include "host/match.h"

#include <gmock/gmock.h>

namespace assay::host {
namespace {

record::Host kunpeng() {
  record::Host host;
  host.fingerprint = {{"arch", "aarch64"},
                      {"cpu", "Kunpeng-920"},
                      {"arm.implementer", "0x48"},
                      {"arm.part", "0xd01"}};
  host.features = {"asimd", "atomics", "fp"};
  return host;
}

catalog::Target target() {
  catalog::Target target;
  target.name = "some-chip";
  target.arch = "aarch64";
  target.requires_features = {"asimd", "atomics"};
  target.identity = {{"arm.implementer", {"0x48"}, "", true}, {"arm.part", {"0xd0*"}, "", true}};
  return target;
}

TEST(CanExecute, NeedsTheArchitectureAndEveryFeature) {
  EXPECT_TRUE(can_execute(target(), kunpeng()).good());
  auto sve = target();
  sve.requires_features = {"sve", "asimd", "i8mm"};
  const auto outcome = can_execute(sve, kunpeng());
  EXPECT_EQ(outcome.code, "missing-features");
  EXPECT_EQ(outcome.reason, "this CPU lacks sve, i8mm");
  auto other = target();
  other.arch = "riscv64";
  EXPECT_EQ(can_execute(other, kunpeng()).code, "other-arch");
}

TEST(CanExecute, DoesNotSayThatACpuLacksWhatNobodyCouldRead) {
  record::Host unread = kunpeng();
  unread.features.clear();
  const auto outcome = can_execute(target(), unread);
  EXPECT_EQ(outcome.code, "features-unknown");
  EXPECT_EQ(outcome.reason.find("lacks"), std::string::npos) << outcome.reason;
  auto any = target();
  any.requires_features.clear();
  EXPECT_TRUE(can_execute(any, unread).good());
}

TEST(IsTheChip, AllRulesMustHoldAndValuesMayBePatterns) {
  EXPECT_TRUE(is_the_chip(target(), kunpeng()));
  EXPECT_EQ(target_note(target(), kunpeng()), "");
  auto other = target();
  other.identity.push_back({"dmi.product", {"TaiShan*"}, "", true});
  EXPECT_FALSE(is_the_chip(other, kunpeng()));
  EXPECT_EQ(target_note(other, kunpeng()), "some-chip flags on Kunpeng-920");
}

TEST(IsTheChip, ATargetWithoutRulesIsEveryHostOfItsArchitecture) {
  auto generic = target();
  generic.identity.clear();
  EXPECT_TRUE(is_the_chip(generic, kunpeng()));
  generic.arch = "x86_64";
  EXPECT_FALSE(is_the_chip(generic, kunpeng()));
}

}  // namespace
}  // namespace assay::host
