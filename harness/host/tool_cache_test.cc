// SPDX-License-Identifier: Apache-2.0
#include "host/tool_cache.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "sys/files.h"

namespace assay::host {
namespace {

// A script that says a version and leaves a mark each time it is asked.
std::filesystem::path fake_tool(const std::filesystem::path& folder, const std::string& says) {
  const auto path = folder / "tool";
  sys::write_whole(
      path, "#!/bin/sh\necho asked >> " + (folder / "marks").string() + "\necho '" + says + "'\n");
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

std::size_t times_asked(const std::filesystem::path& folder) {
  return sys::read_file(folder / "marks", base::Bytes{1000}).size() / 6;  // "asked\n"
}

TEST(ToolCache, AsksAProgramOnceAndRemembersAcrossRuns) {
  const sys::TemporaryFolder folder;
  const auto tool = fake_tool(folder.path(), "frobnicator (Debian 3) version 12.2.0-14");
  {
    ToolCache cache(folder.path() / "cache.json");
    EXPECT_EQ(cache.version(tool), "12.2.0");
    EXPECT_EQ(cache.version(tool), "12.2.0");
    cache.save();
  }
  EXPECT_EQ(ToolCache(folder.path() / "cache.json").version(tool), "12.2.0");
  EXPECT_EQ(times_asked(folder.path()), 1U);
}

TEST(ToolCache, AsksAgainWhenTheFileHasChanged) {
  const sys::TemporaryFolder folder;
  ToolCache cache(folder.path() / "cache.json");
  EXPECT_EQ(cache.version(fake_tool(folder.path(), "version 7.2.22 (Debian 1:7.2)")), "7.2.22");
  EXPECT_EQ(cache.version(fake_tool(folder.path(), "version 10.0.13, and more words")), "10.0.13");
}

TEST(ToolCache, ABrokenCacheIsAnEmptyOne) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "cache.json", "{\"a\": [tru");
  ToolCache cache(folder.path() / "cache.json");
  EXPECT_EQ(cache.version(fake_tool(folder.path(), "v1.2")), "1.2");
}

TEST(ToolCache, Sha256IsThatOfTheFile) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "abc", "abc");
  // FIPS 180-4's example for "abc".
  EXPECT_EQ(ToolCache(folder.path() / "cache.json").sha256(folder.path() / "abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(ToolCache, PluginsAreSeenInTheHelp) {
  const sys::TemporaryFolder folder;
  ToolCache cache(folder.path() / "cache.json");
  EXPECT_TRUE(cache.offers_plugins(fake_tool(folder.path(), "  -plugin [file=]<file>")));
  EXPECT_FALSE(cache.offers_plugins(fake_tool(folder.path(), "usage: none at all here")));
}

}  // namespace
}  // namespace assay::host
