// SPDX-License-Identifier: Apache-2.0
#include "catalog/selection.h"

#include <gmock/gmock.h>

#include "base/error.h"

namespace assay::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Catalog catalog() {
  return {.targets = {{.name = "chip-a", .arch = "aarch64", .os = "deb-12"},
                      {.name = "chip-l", .arch = "loongarch64", .os = "deb-13"}},
          .toolchains = {{.name = "gcc",
                          .exclusions = {{.arch = "loongarch64", .reason = "no GCC for it"}}},
                         {.name = "clang", .by_default = true}},
          .systems = {{.name = "deb-12", .architectures = {"aarch64"}},
                      {.name = "deb-13", .architectures = {"aarch64", "loongarch64"}}},
          .suites = {{.name = "compute"}, {.name = "memory"}}};
}

std::vector<std::string> cells(const Selected& selected) {
  std::vector<std::string> result;
  for (const auto& cell : selected.cells) result.push_back(to_text(cell));
  return result;
}

std::vector<std::string> left_out(const Selected& selected) {
  std::vector<std::string> result;
  for (const auto& [cell, code, reason] : selected.left_out) {
    result.push_back(to_text(cell) + ": " + code + ": " + reason);
  }
  return result;
}

TEST(Select, FillsInAllTargetsTheDefaultToolchainEachTargetsOsAndAllSuites) {
  const auto selected = select(catalog(), {});
  EXPECT_THAT(cells(selected),
              ElementsAre("chip-a/clang/deb-12/compute", "chip-a/clang/deb-12/memory",
                          "chip-l/clang/deb-13/compute", "chip-l/clang/deb-13/memory"));
  EXPECT_THAT(left_out(selected), IsEmpty());
}

TEST(Select, TakesSuitesThatAreNoDefaultWhenTheyOrAllAreNamed) {
  auto with = catalog();
  with.suites[1].by_default = false;
  const auto suites = [&](const Selection& selection) { return cells(select(with, selection)); };
  EXPECT_THAT(suites({.targets = {"chip-a"}}), ElementsAre("chip-a/clang/deb-12/compute"));
  EXPECT_THAT(suites({.targets = {"chip-a"}, .suites = {"memory"}}),
              ElementsAre("chip-a/clang/deb-12/memory"));
  EXPECT_THAT(suites({.targets = {"chip-a"}, .suites = {"all"}}),
              ElementsAre("chip-a/clang/deb-12/compute", "chip-a/clang/deb-12/memory"));
  EXPECT_TRUE(names_suite({.suites = {"all"}}, "memory"));
  EXPECT_FALSE(names_suite({.suites = {"compute"}}, "memory"));
}

TEST(Select, TakesWhatIsNamedInTheCatalogsOrderAndOnce) {
  const auto selected = select(catalog(), {.targets = {"chip-a"},
                                           .toolchains = {"clang", "gcc", "clang"},
                                           .systems = {"deb-13", "deb-12"},
                                           .suites = {"memory"}});
  EXPECT_THAT(cells(selected),
              ElementsAre("chip-a/gcc/deb-12/memory", "chip-a/gcc/deb-13/memory",
                          "chip-a/clang/deb-12/memory", "chip-a/clang/deb-13/memory"));
}

TEST(Select, LeavesOutWhatTheToolchainExcludes) {
  const auto selected = select(catalog(), {.toolchains = {"gcc"}, .suites = {"compute"}});
  EXPECT_THAT(cells(selected), ElementsAre("chip-a/gcc/deb-12/compute"));
  EXPECT_THAT(left_out(selected),
              ElementsAre("chip-l/gcc/deb-13/compute: excluded: no GCC for it"));
}

TEST(Select, LeavesOutWhatANamedOsHasNotAndSaysWhichHas) {
  const auto selected = select(catalog(), {.systems = {"deb-12"}, .suites = {"compute"}});
  EXPECT_THAT(cells(selected), ElementsAre("chip-a/clang/deb-12/compute"));
  EXPECT_THAT(left_out(selected), ElementsAre("chip-l/clang/deb-12/compute: no-architecture: "
                                              "deb-12 has no loongarch64: --os deb-13 has it"));
}

TEST(Select, LeavesOutANamedTargetTooInsteadOfFailing) {
  const auto selected = select(catalog(), {.targets = {"chip-l"}, .toolchains = {"gcc"}});
  EXPECT_THAT(cells(selected), IsEmpty());
  EXPECT_EQ(selected.left_out.size(), 2u);
}

TEST(Select, NamesEveryUnknownNameWithTheNearestOnes) {
  try {
    select(catalog(), {.targets = {"chip-a", "chp-l", "zzz"},
                       .toolchains = {"clnag"},
                       .systems = {"deb"},
                       .suites = {"memroy"}});
    FAIL() << "unknown names were taken";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    EXPECT_STREQ(error.what(),
                 "unknown target 'chp-l', did you mean \"chip-l\"?; assay targets lists them\n"
                 "unknown target 'zzz'; assay targets lists them\n"
                 "unknown toolchain 'clnag', did you mean \"clang\"?; "
                 "assay toolchains lists them\n"
                 "unknown os 'deb', did you mean \"deb-12\" or \"deb-13\"?; "
                 "assay systems lists them\n"
                 "unknown suite 'memroy', did you mean \"memory\"?; assay suites lists them");
  }
}

TEST(Select, ShowsAForeignNameWithoutItsControlCharacters) {
  try {
    select(catalog(), {.targets = {"\x1b[2J"}});
    FAIL() << "an unknown name was taken";
  } catch (const base::Error& error) {
    EXPECT_STREQ(error.what(), "unknown target '\\x1b[2J'; assay targets lists them");
  }
}

}  // namespace
}  // namespace assay::catalog
