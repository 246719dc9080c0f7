// SPDX-License-Identifier: Apache-2.0
#include "host/tool_search.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

#include "host/fingerprint.h"
#include "sys/files.h"

namespace assay::host {
namespace {

catalog::Catalog small_catalog() {
  catalog::Target target;
  target.name = "some-arm";
  target.arch = "aarch64";
  catalog::Toolchain toolchain;
  toolchain.name = "cc";
  toolchain.family = "gcc";
  toolchain.c = {"{triple}-no-such-compiler", "sh"};
  toolchain.cxx = {"{triple}-no-such-compiler"};
  toolchain.package = "g++-{triple}";
  catalog::Os os;
  os.name = "private";
  os.kind = "unpacked";
  os.sysroot = "{cache}/sysroots/private";
  os.probe = "{sysroot}/usr/{triple}/lib/libc.a";
  os.setup = "{setup} --sysroot private:{debian}";
  os.architectures = {"aarch64"};
  return {.targets = {target}, .toolchains = {toolchain}, .systems = {os}, .suites = {}};
}

TEST(SearchTools, WhatIsMissingSaysWhichPackageBringsIt) {
  const sys::TemporaryFolder folder;
  const auto found = search_tools(small_catalog(), look(Root()), folder.path(), "scripts/setup");
  const auto* compiler = found.compiler("cc", "aarch64");
  ASSERT_NE(compiler, nullptr);
  EXPECT_TRUE(compiler->c.found());  // the second candidate
  EXPECT_FALSE(compiler->cxx.found());
  EXPECT_EQ(compiler->cxx.package, "g++-aarch64-linux-gnu");
  EXPECT_EQ(compiler->cxx.remedy, "apt install g++-aarch64-linux-gnu");
}

TEST(SearchTools, ACompilerBelowTheMinimumIsNotFoundAndSaysWhy) {
  const sys::TemporaryFolder folder;
  auto catalog = small_catalog();
  catalog.toolchains.front().c = {"gcc"};
  catalog.toolchains.front().minimum = "1000";
  const auto found = search_tools(catalog, look(Root()), folder.path(), "scripts/setup");
  const auto* compiler = found.compiler("cc", "aarch64");
  ASSERT_NE(compiler, nullptr);
  EXPECT_FALSE(compiler->c.found());
  EXPECT_THAT(compiler->c.remedy, ::testing::HasSubstr("1000 or newer is needed"));
}

TEST(SearchTools, ASysrootIsPresentWhenItsProbeIs) {
  const sys::TemporaryFolder folder;
  auto found = search_tools(small_catalog(), look(Root()), folder.path(), "assay-setup");
  ASSERT_NE(found.sysroot("private", "aarch64"), nullptr);
  EXPECT_FALSE(found.sysroot("private", "aarch64")->present);
  EXPECT_EQ(found.sysroot("private", "aarch64")->remedy, "assay-setup --sysroot private:arm64");
  sys::write_whole(folder.path() / "sysroots/private/usr/aarch64-linux-gnu/lib/libc.a", "");
  found = search_tools(small_catalog(), look(Root()), folder.path(), "scripts/setup");
  EXPECT_TRUE(found.sysroot("private", "aarch64")->present);
}

TEST(SearchTools, TheToolRootsOwnQemuComesBeforeTheDistributions) {
  const sys::TemporaryFolder folder;
  const auto own = folder.path() / "tools/qemu/bin/qemu-aarch64";
  sys::write_whole(own, "#!/bin/sh\necho 'qemu-aarch64 version 99.1.2 -plugin'\n");
  std::filesystem::permissions(own, std::filesystem::perms::owner_all);
  const auto found = search_tools(small_catalog(), look(Root()), folder.path(), "scripts/setup");
  ASSERT_NE(found.emulator("aarch64"), nullptr);
  EXPECT_EQ(found.emulator("aarch64")->tool.version, "99.1.2");
  EXPECT_TRUE(found.emulator("aarch64")->plugins);
}

TEST(SearchTools, GoogleBenchmarksSourceIsKnownByItsVersionFile) {
  const sys::TemporaryFolder folder;
  EXPECT_EQ(
      search_tools(small_catalog(), look(Root()), folder.path(), "scripts/setup").benchmark_source,
      "");
  sys::write_whole(folder.path() / "sources/google-benchmark/VERSION", "1.9.1\n");
  const auto found = search_tools(small_catalog(), look(Root()), folder.path(), "scripts/setup");
  EXPECT_EQ(found.benchmark_version, "1.9.1");
}

TEST(SearchTools, SourcesOfLibrariesAreKnownByWhatTheirVersionFileNames) {
  const sys::TemporaryFolder folder;
  const auto found = [&] {
    return search_tools(small_catalog(), look(Root()), folder.path(), "scripts/setup");
  };
  EXPECT_EQ(found().libraries_source, "");
  sys::write_whole(folder.path() / "sources/libraries/VERSION", "lz4|lz4_1.9.4.orig.tar.gz|0b0e\n");
  EXPECT_EQ(found().libraries, "lz4|lz4_1.9.4.orig.tar.gz|0b0e\n");
  EXPECT_EQ(found().libraries_source, (folder.path() / "sources/libraries").string());
}

TEST(FillIn, KnowsHowEveryoneCallsAnArchitecture) {
  record::Capabilities found;
  found.tools_folder = "/t";
  found.cache_folder = "/c";
  EXPECT_EQ(fill_in("{arch} {triple} {debian} {tools} {cache} {sysroot}", "aarch64", found, "/s"),
            "aarch64 aarch64-linux-gnu arm64 /t /c /s");
}

}  // namespace
}  // namespace assay::host
