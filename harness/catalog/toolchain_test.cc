// SPDX-License-Identifier: Apache-2.0
#include "catalog/toolchain.h"

#include <gmock/gmock.h>

#include "catalog/problems_test.h"
#include "catalog/readme_test.h"

namespace assay::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

constexpr std::string_view kEveryKeyOfToolchains = R"([toolchain]
name = "gcc"
family = "gcc"
default = true
minimum = "11"
package = "g++-{triple}"
c = ["{triple}-gcc", "{triple}-gcc-12"]
cxx = ["{triple}-g++"]
linker = ["{triple}-ld"]
native_c = ["gcc"]
native_cxx = ["g++"]
native_linker = ["ld"]
flags = ["-pipe"]
link_flags = ["-static"]

[[linker]]
arch = "loongarch64"
os = "debian-13"
path = "{tools}/bin/ld"
name = "GNU ld"
reason = "the own one crashes"
[[linker]]
arch = "loongarch64"
path = "{tools}/bin/other"
name = "other ld"
reason = "on every other system"

[[exclusion]]
arch = "riscv64"
os = "debian-13"
reason = "no C++ library"
[[exclusion]]
os = "debian-11"
reason = "too old"
[[exclusion]]
arch = "armhf"
reason = "no compiler"
)";

constexpr std::string_view kLeastToolchain = R"([toolchain]
name = "clang"
family = "clang"
package = "clang-19"
c = ["clang"]
cxx = ["clang++"]
linker = ["ld.lld"]
)";

std::vector<std::string> faults_of_toolchain(std::string_view text) {
  std::vector<base::Problem> problems;
  read_toolchain(text, "a.toml", problems);
  return lines(problems);
}

Toolchain good_toolchain(std::string_view text) {
  std::vector<base::Problem> problems;
  auto toolchain = read_toolchain(text, "a.toml", problems);
  EXPECT_THAT(lines(problems), IsEmpty());
  return toolchain;
}

TEST(ReadToolchain, KeepsWhatEveryKeySays) {
  const auto toolchain = good_toolchain(kEveryKeyOfToolchains);
  EXPECT_EQ(toolchain.name, "gcc");
  EXPECT_EQ(toolchain.family, "gcc");
  EXPECT_TRUE(toolchain.by_default);
  EXPECT_EQ(toolchain.minimum, "11");
  EXPECT_EQ(toolchain.package, "g++-{triple}");
  EXPECT_THAT(toolchain.c, ElementsAre("{triple}-gcc", "{triple}-gcc-12"));
  EXPECT_THAT(toolchain.cxx, ElementsAre("{triple}-g++"));
  EXPECT_THAT(toolchain.linker, ElementsAre("{triple}-ld"));
  EXPECT_THAT(toolchain.native_c, ElementsAre("gcc"));
  EXPECT_THAT(toolchain.native_cxx, ElementsAre("g++"));
  EXPECT_THAT(toolchain.native_linker, ElementsAre("ld"));
  EXPECT_THAT(toolchain.flags, ElementsAre("-pipe"));
  EXPECT_THAT(toolchain.link_flags, ElementsAre("-static"));
  EXPECT_EQ(to_text(toolchain.position), "a.toml:2:8");
}

TEST(ReadToolchain, NeedsLittle) {
  const auto toolchain = good_toolchain(kLeastToolchain);
  EXPECT_FALSE(toolchain.by_default);
  EXPECT_EQ(toolchain.minimum, "");
  EXPECT_THAT(toolchain.flags, IsEmpty());
  EXPECT_EQ(linker_rule(toolchain, "aarch64", "debian-12"), nullptr);
  EXPECT_EQ(exclusion(toolchain, "aarch64", "debian-12"), nullptr);
}

TEST(LinkerRule, IsTheFirstThatFitsArchitectureAndOs) {
  const auto toolchain = good_toolchain(kEveryKeyOfToolchains);
  ASSERT_EQ(toolchain.linkers.size(), 2u);
  EXPECT_EQ(linker_rule(toolchain, "loongarch64", "debian-13"), &toolchain.linkers[0]);
  EXPECT_EQ(linker_rule(toolchain, "loongarch64", "debian-12"), &toolchain.linkers[1]);
  EXPECT_EQ(linker_rule(toolchain, "aarch64", "debian-13"), nullptr);
  EXPECT_EQ(toolchain.linkers[0].path, "{tools}/bin/ld");
  EXPECT_EQ(toolchain.linkers[0].name, "GNU ld");
  EXPECT_EQ(toolchain.linkers[0].reason, "the own one crashes");
}

TEST(Exclusion, HoldsForBothOrForEveryArchitectureOrOs) {
  const auto toolchain = good_toolchain(kEveryKeyOfToolchains);
  const auto reason = [&](std::string_view arch, std::string_view os) {
    const auto* rule = exclusion(toolchain, arch, os);
    return rule == nullptr ? "" : rule->reason;
  };
  EXPECT_EQ(reason("riscv64", "debian-13"), "no C++ library");
  EXPECT_EQ(reason("riscv64", "debian-12"), "");
  EXPECT_EQ(reason("aarch64", "debian-11"), "too old");
  EXPECT_EQ(reason("armhf", "debian-12"), "no compiler");
}

TEST(ReadToolchain, SaysEverythingThatIsWrongAtOnce) {
  EXPECT_THAT(
      faults_of_toolchain(R"([toolchain]
name = "Clang"
family = "clagn"
defualt = true
package = "{nothing}"
c = []
cxx = "clang++"
[[linker]]
arch = "loongarch46"
path = "ld"
name = "GNU ld"
[[exclusion]]
reason = "everything"
[[exclusion]]
arch = "arm64"
reason = "what Debian calls it"
[[exclusion]]
os = "debian-13"
arhc = "armhf"
reason = "a key that is none"
)"),
      ElementsAre(
          StartsWith("a.toml:2:8: [toolchain] name: \"Clang\" is not a valid name"),
          "a.toml:3:10: [toolchain] family: \"clagn\" is not known, did you mean \"clang\"?; "
          "one of: gcc, clang",
          StartsWith("a.toml:5:11: [toolchain] package: {nothing} stands for nothing"),
          "a.toml:6:5: [toolchain] c: is missing; give a list of programs, best first",
          "a.toml:7:7: [toolchain] cxx: expected a list of strings, found a string",
          StartsWith("a.toml:7:7: [toolchain] cxx: is missing"),
          StartsWith("a.toml:1:1: [toolchain] linker: is missing"),
          "a.toml:4:1: [toolchain]: unknown key \"defualt\", did you mean \"default\"?",
          StartsWith("a.toml:9:8: [[linker]] 1 arch: \"loongarch46\" is not known, "
                     "did you mean \"loongarch64\"?"),
          "a.toml:8:1: [[linker]] 1 reason: is missing",
          "a.toml:12:1: [[exclusion]] 1 arch: neither arch nor os is given: nothing would be left",
          StartsWith("a.toml:15:8: [[exclusion]] 2 arch: \"arm64\" is not known"),
          "a.toml:19:1: [[exclusion]] 3: unknown key \"arhc\", did you mean \"arch\"?"));
}

TEST(ReadToolchain, MissesItsTable) {
  EXPECT_THAT(faults_of_toolchain(""),
              ElementsAre("a.toml:1:1: toolchain file toolchain: is missing; "
                          "targets/README.md lists every key"));
  EXPECT_THAT(faults_of_toolchain("toolchain = []"),
              ElementsAre("a.toml:1:13: toolchain file toolchain: expected a table, found a list"));
}

TEST(ReadToolchain, StopsAtBrokenToml) {
  EXPECT_THAT(faults_of_toolchain("[toolchain\n"), ElementsAre(StartsWith("a.toml:1:11: ")));
}

TEST(ToolchainsReadme, DocumentsEveryKeyAndNoOther) {
  EXPECT_EQ(documented_keys("targets/README.md", "## A toolchain"), keys_of(kEveryKeyOfToolchains));
}

}  // namespace
}  // namespace assay::catalog
