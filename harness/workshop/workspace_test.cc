// SPDX-License-Identifier: Apache-2.0
#include "workshop/workspace.h"

#include <gmock/gmock.h>

#include "record/runner.h"
#include "workshop/workshop_test.h"

namespace assay::workshop {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

const catalog::LeftOut kNoGcc{{"arm", "gcc", "debian", "tiny"}, "no-compiler", "no gcc"};
const catalog::LeftOut kExcluded{{"loong", "gcc", "debian", "tiny"}, "excluded", "gcc has none"};

TEST(LeftOutLine, NamesTargetsOnceAndTheCellWhereOthersStay) {
  EXPECT_EQ(left_out_line({}), "");
  EXPECT_EQ(left_out_line({.cells = {}, .left_out = {kNoGcc, kNoGcc, kExcluded}}),
            "left out: arm (no gcc), loong (gcc has none)");
  EXPECT_EQ(left_out_line({.cells = {{"arm", "clang", "debian", "tiny"}}, .left_out = {kNoGcc}}),
            "left out: arm/gcc/debian (no gcc)");
}

TEST(AskedForMissing, IsTrueOfWhatWasNamedAndCouldHaveBeen) {
  EXPECT_TRUE(asked_for_missing({kNoGcc}, {.targets = {"arm"}}));
  EXPECT_TRUE(asked_for_missing({kNoGcc}, {.toolchains = {"gcc"}}));
  EXPECT_FALSE(asked_for_missing({kNoGcc}, {.toolchains = {"clang"}}));
  EXPECT_FALSE(asked_for_missing({kNoGcc}, {}));
  // What a toolchain never has is not a lack of this machine, unless the target was named.
  EXPECT_FALSE(asked_for_missing({kExcluded}, {.toolchains = {"gcc"}}));
  EXPECT_TRUE(asked_for_missing({kExcluded}, {.targets = {"loong"}}));
}

TEST(Choose, SortsCellsIntoThoseThatCanBeBuiltAndTheOthers) {
  TinyWorkspace tiny;
  for (auto& compiler : tiny.space.capabilities.compilers) {
    if (compiler.toolchain == "gcc" && compiler.arch == "aarch64") compiler.cxx.path.clear();
  }
  const auto chosen = choose(tiny.space, {.targets = {"some-arm"}, .toolchains = {"clang", "gcc"}});
  ASSERT_THAT(chosen.cells, SizeIs(1));
  EXPECT_EQ(chosen.cells[0].toolchain, "clang");
  ASSERT_THAT(chosen.left_out, SizeIs(1));
  EXPECT_EQ(chosen.left_out[0].code, "no-compiler");
}

TEST(OpenWorkspace, ReadsTheCatalogAndLooksAtThisMachine) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "targets/some-arm.toml", build::kTarget);
  sys::write_whole(folder.path() / "targets/toolchains/clang.toml", build::kClang);
  sys::write_whole(folder.path() / "targets/os/debian.toml", build::kOs);
  const Workspace space = open_workspace({.data = folder.path(), .cache = folder.path() / "cache"});
  EXPECT_NE(space.catalog.target("some-arm"), nullptr);
  EXPECT_NE(record::fingerprint_value(space.host, "arch"), "");
  EXPECT_NE(space.capabilities.compiler("clang", "aarch64"), nullptr);
  const work::Instruments with = instruments(space);
  EXPECT_EQ(&with.catalog, &space.catalog);
  EXPECT_EQ(with.runners.size(), std::size(record::kRunners));
}

}  // namespace
}  // namespace assay::workshop
