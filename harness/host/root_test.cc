// SPDX-License-Identifier: Apache-2.0
#include "host/root.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "sys/files.h"

namespace assay::host {
namespace {

TEST(Root, ReadsBelowItsFolderAndDropsTrailingWhiteSpace) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "proc" / "version", "Linux 6.1 \n");
  const Root root(folder.path());
  EXPECT_EQ(root.read("/proc/version"), "Linux 6.1");
  EXPECT_FALSE(root.live());
}

TEST(Root, WhatIsNotThereIsNothing) {
  const sys::TemporaryFolder folder;
  EXPECT_EQ(Root(folder.path()).read("/proc/cpuinfo"), std::nullopt);
}

TEST(Root, KeepsWhatWasReadAndObservedForACopy) {
  Readings readings;
  const Root live("/", &readings);
  live.observe("answer", [] { return "42"; });
  live.observe("silence", [] { return ""; });
  live.read("/proc/self/comm");
  live.read("/no/such/file");
  live.exists("/proc/version");
  live.exists("/proc");
  EXPECT_THAT(readings, testing::UnorderedElementsAre(
                            testing::Pair("/observed/answer", "42"),
                            testing::Pair("/proc/self/comm", testing::Not(testing::IsEmpty())),
                            testing::Pair("/proc/version", "")));
}

TEST(Root, NamesWhatWasLookedForWhetherItIsThereOrNot) {
  std::vector<std::string> asked;
  const Root live("/", nullptr, &asked);
  live.observe("answer", [] { return "42"; });
  live.read("/proc/self/comm");
  live.read("/no/such/file");
  live.head("/proc/self/exe", 4);
  live.exists("/proc/version");
  live.list("/proc/self");
  EXPECT_THAT(asked, testing::ElementsAre("/proc/self/comm", "/no/such/file", "/proc/self/exe",
                                          "/proc/version", "/proc/self/"));
}

TEST(Root, OfACopyObservesWhatItHoldsAndAsksNobody) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "observed/answer", "42\n");
  const Root copy(folder.path());
  EXPECT_EQ(copy.observe("answer", [] { return "live"; }), "42");
  EXPECT_EQ(copy.observe("other", [] { return "live"; }), std::nullopt);
}

TEST(Root, DoesNotFollowALinkOutOfACopy) {
  const sys::TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "proc");
  std::filesystem::create_symlink("/proc/cpuinfo", folder.path() / "proc/cpuinfo");
  const Root copy(folder.path());
  EXPECT_EQ(copy.read("/proc/cpuinfo"), std::nullopt);
  EXPECT_FALSE(copy.exists("/proc/cpuinfo"));
  sys::write_whole(folder.path() / "proc/version", "Linux 6.1\n");
  std::filesystem::create_symlink("version", folder.path() / "proc/inside");
  EXPECT_EQ(copy.read("/proc/inside"), "Linux 6.1");
}

TEST(Root, DoesNotWaitForAPipeOrADevice) {
  const sys::TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "proc");
  ASSERT_EQ(mkfifo((folder.path() / "proc/cpuinfo").c_str(), 0600), 0);
  const Root copy(folder.path());
  EXPECT_EQ(copy.read("/proc/cpuinfo"), std::nullopt);
  EXPECT_EQ(copy.head("/proc/cpuinfo", 4), "");
  EXPECT_EQ(copy.read("/proc"), std::nullopt);
  EXPECT_EQ(Root().read("/dev/zero"), std::nullopt);
}

TEST(Root, HasTheFirstBytesOfAFileAndKeepsThemOutOfACopy) {
  Readings readings;
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "a", std::string("ab\0d  ", 6));
  const Root root(folder.path(), &readings);
  EXPECT_EQ(root.head("/a", 4), std::string("ab\0d", 4));
  EXPECT_EQ(root.head("/a", 100).size(), 6u);
  EXPECT_EQ(root.head("/b", 4), "");
  EXPECT_THAT(readings, testing::IsEmpty());
}

TEST(Root, ListsNamesInOrder) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "sys/b", "");
  sys::write_whole(folder.path() / "sys/a/c", "");
  EXPECT_THAT(Root(folder.path()).list("/sys"), testing::ElementsAre("a", "b"));
  EXPECT_THAT(Root(folder.path()).list("/none"), testing::IsEmpty());
}

TEST(Root, TheLiveOneHasProc) { EXPECT_TRUE(Root().read("/proc/cpuinfo").has_value()); }

}  // namespace
}  // namespace assay::host
