// SPDX-License-Identifier: Apache-2.0
#include "judge/side_differences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

record::AskedCell asked_cell(const std::string& toolchain, const std::string& compiler,
                             const std::vector<std::string>& flags,
                             const std::string& suite = "tiny") {
  return {.cell = {"riscv64-gc", toolchain, "debian-12", suite},
          .built = {},
          .program = record::Program{.compiler = compiler, .flags = flags}};
}

TEST(SideDifferences, AreNamedOnceForAllCells) {
  const record::AskedSide base{.cells = {asked_cell("clang", "clang 19.1.7", {"-O2"}),
                                         asked_cell("clang", "clang 19.1.7", {"-O2"}, "libc")}};
  const record::AskedSide head{
      .cells = {asked_cell("gcc", "gcc 12.2.0", {"-O2", "-DTWO"}),
                asked_cell("gcc", "gcc 12.2.0", {"-O2", "-DTWO"}, "libc")}};
  EXPECT_THAT(differences(base, head),
              ElementsAre("toolchain: clang, gcc", "compiler: clang 19.1.7, gcc 12.2.0",
                          "flags: none, -DTWO"));
  EXPECT_THAT(differences(base, base), IsEmpty());
}

TEST(SideDifferences, AreOfCommitsTooButNotOfARecords) {
  EXPECT_THAT(differences({.commit = "abc"}, {}), ElementsAre("commit: abc, this tree"));
  EXPECT_THAT(differences({.commit = "abc"}, {.record = "20261125T120351Z-3f9a01"}), IsEmpty());
}

TEST(SideDifferences, AreOfWhatBothSidesHave) {
  EXPECT_THAT(differences({.cells = {asked_cell("clang", "clang 19.1.7", {})}},
                          {.cells = {asked_cell("gcc", "gcc 12.2.0", {}, "libc")}}),
              IsEmpty());
}

}  // namespace
}  // namespace assay::judge
