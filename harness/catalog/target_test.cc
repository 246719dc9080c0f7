// SPDX-License-Identifier: Apache-2.0
#include "catalog/target.h"

#include <gmock/gmock.h>

#include "catalog/problems_test.h"
#include "catalog/readme_test.h"

namespace assay::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

constexpr std::string_view kEveryKeyOfTargets = R"([target]
name = "some-chip"
title = "Some chip"
vendor = "Somebody"
arch = "aarch64"
os = "debian-12"
requires = ["asimd", "sve"]
default_for_arch = true

[flags]
gcc = ["-march=armv8.2-a", "-mtune=tsv110"]
clang = ["-march=armv8.2-a"]

[qemu]
cpu = "max,sve256=on"
minimum = "8.1"

[[qemu.variant]]
name = "sve128"
cpu = "max,sve128=on"
[[qemu.variant]]
name = "sve512"
cpu = "max,sve512=on"

[[identity]]
key = "arm.implementer"
values = ["0x48", "0x4*"]
source = "cputype.h"
verified = true
enough = true
[[identity]]
key = "dmi.product"
values = ["*"]
source = "a guess"

[[fact]]
key = "l2"
value = "512 KiB"
source = "lscpu"
verified = true
[[fact]]
key = "l3"
value = "unknown"
source = "none found"
)";

constexpr std::string_view kLeastTarget = R"([target]
name = "a"
title = "A"
vendor = "any"
arch = "x86_64"
os = "debian-12"
[flags]
gcc = ["-march=x86-64-v2"]
clang = ["-march=x86-64-v2"]
[qemu]
cpu = "max"
)";

std::vector<std::string> faults_of_target(std::string_view text) {
  std::vector<base::Problem> problems;
  read_target(text, "a.toml", problems);
  return lines(problems);
}

Target good_target(std::string_view text) {
  std::vector<base::Problem> problems;
  auto target = read_target(text, "a.toml", problems);
  EXPECT_THAT(lines(problems), IsEmpty());
  return target;
}

TEST(ReadTarget, KeepsWhatEveryKeySays) {
  const auto target = good_target(kEveryKeyOfTargets);
  EXPECT_EQ(target.name, "some-chip");
  EXPECT_EQ(target.title, "Some chip");
  EXPECT_EQ(target.vendor, "Somebody");
  EXPECT_EQ(target.arch, "aarch64");
  EXPECT_EQ(target.os, "debian-12");
  EXPECT_TRUE(target.default_for_arch);
  EXPECT_THAT(target.requires_features, ElementsAre("asimd", "sve"));
  EXPECT_THAT(of_family(target.flags, "gcc"), ElementsAre("-march=armv8.2-a", "-mtune=tsv110"));
  EXPECT_THAT(of_family(target.flags, "clang"), ElementsAre("-march=armv8.2-a"));
  EXPECT_EQ(target.qemu_cpu, "max,sve256=on");
  EXPECT_EQ(target.qemu_minimum, "8.1");
  EXPECT_EQ(to_text(target.position), "a.toml:2:8");
}

TEST(ReadTarget, KeepsVariantsRulesAndFactsInTheirOrder) {
  const auto target = good_target(kEveryKeyOfTargets);
  ASSERT_EQ(target.variants.size(), 2u);
  EXPECT_EQ(target.variants[1].name, "sve512");
  EXPECT_EQ(target.variants[1].cpu, "max,sve512=on");
  ASSERT_EQ(target.identity.size(), 2u);
  EXPECT_EQ(target.identity[0].key, "arm.implementer");
  EXPECT_THAT(target.identity[0].values, ElementsAre("0x48", "0x4*"));
  EXPECT_EQ(target.identity[0].source, "cputype.h");
  EXPECT_TRUE(target.identity[0].verified);
  EXPECT_TRUE(target.identity[0].enough);
  ASSERT_EQ(target.facts.size(), 2u);
  EXPECT_EQ(target.facts[0].key, "l2");
  EXPECT_EQ(target.facts[0].value, "512 KiB");
  EXPECT_TRUE(target.facts[0].verified);
}

TEST(ReadTarget, TakesNothingForVerifiedOrDefaultUnlessItSaysSo) {
  const auto full = good_target(kEveryKeyOfTargets);
  EXPECT_FALSE(full.identity[1].verified);
  EXPECT_FALSE(full.identity[1].enough);
  EXPECT_FALSE(full.facts[1].verified);
  const auto least = good_target(kLeastTarget);
  EXPECT_FALSE(least.default_for_arch);
  EXPECT_THAT(least.requires_features, IsEmpty());
  EXPECT_EQ(least.qemu_minimum, "");
  EXPECT_THAT(least.variants, IsEmpty());
  EXPECT_THAT(least.identity, IsEmpty());
}

TEST(ReadTarget, SaysEverythingThatIsWrongAtOnce) {
  EXPECT_THAT(
      faults_of_target(R"([target]
name = "Kunpeng 920"
titel = "x"
vendor = 7
arch = "aarch46"
os = ""
default_for_arch = "yes"
[flags]
gcc = ["-march={tripel}"]
clnag = ["-O2"]
[qemu]
cpu = "max"
minimum = 8
[[identity]]
key = "arm.prat"
values = []
source = "MIDR"
[[fact]]
key = "caches"
value = "64 KiB"
verified = "no"
[other]
)"),
      ElementsAre(StartsWith("a.toml:2:8: [target] name: \"Kunpeng 920\" is not a valid name; use "
                             "lower-case letters"),
                  "a.toml:1:1: [target] title: is missing",
                  "a.toml:4:10: [target] vendor: expected a string, found a whole number",
                  "a.toml:5:8: [target] arch: \"aarch46\" is not known, did you mean \"aarch64\"?; "
                  "one of: x86_64, aarch64, riscv64, loongarch64, armhf",
                  "a.toml:6:6: [target] os: is empty",
                  "a.toml:7:20: [target] default_for_arch: expected true or false, found a string",
                  "a.toml:3:1: [target]: unknown key \"titel\", did you mean \"title\"?",
                  StartsWith("a.toml:9:7: [flags] gcc: {tripel} stands for nothing, "
                             "did you mean \"triple\"?"),
                  "a.toml:10:1: [flags]: unknown key \"clnag\", did you mean \"clang\"?",
                  "a.toml:8:1: target file flags: clang is missing; "
                  "give every compiler family -march and -mtune",
                  "a.toml:13:11: [qemu] minimum: expected a string, found a whole number",
                  StartsWith("a.toml:15:7: [[identity]] 1 key: \"arm.prat\" is not known, "
                             "did you mean \"arm.part\"?; one of: "),
                  "a.toml:16:10: [[identity]] 1 values: no values, so the rule never matches; give "
                  "a list of strings",
                  "a.toml:18:1: [[fact]] 1 source: is missing",
                  "a.toml:21:12: [[fact]] 1 verified: expected true or false, found a string",
                  "a.toml:22:2: target file: unknown key \"other\""));
}

TEST(ReadTarget, MissesWholeTables) {
  EXPECT_THAT(faults_of_target(""),
              ElementsAre("a.toml:1:1: target file target: is missing; "
                          "targets/README.md lists every key",
                          StartsWith("a.toml:1:1: target file flags: gcc is missing"),
                          StartsWith("a.toml:1:1: target file flags: clang is missing"),
                          "a.toml:1:1: target file qemu: is missing; give at least cpu = \"...\""));
}

TEST(ReadTarget, DoesNotMissATableThatIsOfAnotherKind) {
  auto text = std::string("target = 1\n");
  text += kLeastTarget.substr(kLeastTarget.find("[flags]"));
  EXPECT_THAT(
      faults_of_target(text),
      ElementsAre("a.toml:1:10: target file target: expected a table, found a whole number"));
}

TEST(ReadTarget, RefusesTwoVariantsOfOneName) {
  const auto twice = std::string(kLeastTarget) +
                     "variant = [{ name = \"v\", cpu = \"a\" }, { name = \"v\", cpu = \"b\" }]\n";
  EXPECT_THAT(faults_of_target(twice),
              ElementsAre("a.toml:12:48: [[qemu.variant]] 2 name: \"v\" is given twice"));
}

TEST(ReadTarget, StopsAtBrokenToml) {
  EXPECT_THAT(faults_of_target("[target]\nname = \n"), ElementsAre(StartsWith("a.toml:2:8: ")));
}

TEST(ReadTarget, TakesEveryIdentityKey) {
  for (const auto& key : identity_keys()) {
    EXPECT_THAT(faults_of_target(std::string(kLeastTarget) + "[[identity]]\nkey = \"" + key +
                                 "\"\nvalues = [\"1\"]\nsource = \"s\"\n"),
                IsEmpty());
  }
}

TEST(ReadTarget, RefusesARuleThatIsEnoughWithoutBeingVerified) {
  EXPECT_THAT(
      faults_of_target(std::string(kLeastTarget) +
                       "[[identity]]\nkey = \"arm.part\"\nvalues = [\"1\"]\nsource = \"s\"\n"
                       "enough = true\n"),
      ElementsAre(testing::HasSubstr("a rule with enough = true must be verified")));
}

TEST(TargetsReadme, DocumentsEveryKeyAndNoOther) {
  EXPECT_EQ(documented_keys("targets/README.md", "## A target"), keys_of(kEveryKeyOfTargets));
}

}  // namespace
}  // namespace assay::catalog
