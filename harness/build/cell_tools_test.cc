// SPDX-License-Identifier: Apache-2.0
#include "build/cell_tools.h"

#include <gmock/gmock.h>

#include "build/tiny_tree_test.h"

namespace assay::build {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ACell : public ::testing::Test {
 protected:
  ACell() : tree_(folder_.path()), catalog_(tree_.catalog()) {}

  base::Outcome missing(const std::string& toolchain = "clang") const {
    return missing_tools({"some-arm", toolchain, "debian", "tiny"}, catalog_, capabilities_);
  }
  CellTools tools(const std::string& target, const std::string& toolchain) const {
    return tools_of({target, toolchain, "debian", "tiny"}, catalog_, capabilities_);
  }

  sys::TemporaryFolder folder_;
  TinyTree tree_;
  catalog::Catalog catalog_;
  record::Capabilities capabilities_ = imagined_capabilities();
};

TEST_F(ACell, LacksNothingWhereAllIsFound) { EXPECT_TRUE(missing().good()); }

TEST_F(ACell, SaysWhichCompilerIsMissingAndWhatToType) {
  capabilities_.compilers.front().cxx.path.clear();
  const auto outcome = missing();
  EXPECT_EQ(outcome.kind, base::Outcome::Kind::unavailable);
  EXPECT_EQ(outcome.code, "no-compiler");
  EXPECT_EQ(outcome.reason, "clang++-19 is missing: apt install clang++-19");
  EXPECT_TRUE(missing("gcc").good());
}

TEST_F(ACell, SaysWhichBuildToolIsMissing) {
  capabilities_.tools[1].path.clear();
  EXPECT_EQ(missing().code, "no-ninja");
  capabilities_.tools[0].path.clear();
  EXPECT_EQ(missing().code, "no-cmake");
}

TEST_F(ACell, SaysThatTheCLibraryIsMissing) {
  capabilities_.sysroots.front().present = false;
  EXPECT_EQ(missing().code, "no-sysroot");
  EXPECT_EQ(missing().reason, "no C library of debian for aarch64: apt install libc");
}

TEST_F(ACell, SaysThatTheLinkerIsMissing) {
  capabilities_.compilers.front().linker.path.clear();
  EXPECT_EQ(missing().code, "no-linker");
}

TEST_F(ACell, SaysThatGoogleBenchmarkIsMissing) {
  capabilities_.benchmark_source.clear();
  EXPECT_EQ(missing().code, "no-benchmark-source");
  EXPECT_THAT(missing().reason, HasSubstr("scripts/setup"));
}

TEST_F(ACell, IsRefusedWithTheReasonOfAnExclusion) {
  catalog_.toolchains.front().exclusions.push_back({"aarch64", "", "too old for it", {}});
  EXPECT_EQ(missing().code, "excluded");
  EXPECT_EQ(missing().reason, "too old for it");
}

TEST_F(ACell, IsRefusedWhereTheSystemHasNoSuchArchitecture) {
  catalog_.systems.front().architectures = {"x86_64"};
  EXPECT_EQ(missing().code, "no-architecture");
}

TEST_F(ACell, NeedsTheLinkerThatARuleNames) {
  catalog_.toolchains.front().linkers.push_back(
      {"aarch64", "", "{tools}/bin/{triple}-ld", "GNU ld", "why", {}});
  EXPECT_EQ(missing().code, "no-linker");
  EXPECT_EQ(missing().reason, "/cache/tools/bin/aarch64-linux-gnu-ld is missing: scripts/setup");
}

TEST_F(ACell, IsCompiledWithFlagsOfToolchainSystemAndTarget) {
  catalog_.systems.front().flags["clang"] = {"--sysroot=/s/{debian}"};
  EXPECT_THAT(compile_flags(tools("some-arm", "clang")),
              ElementsAre("--target=aarch64-linux-gnu", "--sysroot=/s/arm64", "-march=armv8.1-a",
                          "-ffp-contract=off", "-O2", "-DNDEBUG"));
  EXPECT_THAT(link_flags(tools("some-arm", "clang")),
              ElementsAre("-fuse-ld=lld", "-static", "-Wl,--build-id=sha1"));
}

TEST_F(ACell, OfTheHostsOwnArchitectureTakesTheSystemsNativeFlags) {
  catalog_.systems.front().flags["gcc"] = {"-foreign"};
  catalog_.systems.front().native_flags["gcc"] = {"-native"};
  EXPECT_THAT(compile_flags(tools("some-arm", "gcc")),
              ElementsAre("-foreign", "-march=armv8-a", "-ffp-contract=off", "-O2", "-DNDEBUG"));
  EXPECT_THAT(compile_flags(tools("some-pc", "gcc")),
              ElementsAre("-native", "-march=x86-64", "-ffp-contract=off", "-O2", "-DNDEBUG"));
}

TEST_F(ACell, IsLinkedWithTheLinkerThatARuleNames) {
  tree_.write("tools/my-ld", "");
  const auto linker = (tree_.root() / "tools/my-ld").string();
  for (auto& toolchain : catalog_.toolchains) {
    toolchain.linkers.push_back({"aarch64", "debian", linker, "GNU ld", "why", {}});
  }
  EXPECT_THAT(link_flags(tools("some-arm", "clang")),
              ElementsAre("--ld-path=" + linker, "-static", "-Wl,--build-id=sha1"));
  EXPECT_THAT(
      link_flags(tools("some-arm", "gcc")),
      ElementsAre("-B" + (tree_.root() / "tools").string(), "-static", "-Wl,--build-id=sha1"));
  EXPECT_EQ(linker_path(tools("some-arm", "clang")), linker);
  EXPECT_EQ(linker_path(tools("some-pc", "clang")), "/opt/ld.lld-19");
}

}  // namespace
}  // namespace assay::build
