// SPDX-License-Identifier: Apache-2.0
#include "sys/file_lock.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <optional>
#include <thread>

#include "base/error.h"
#include "sys/files.h"

namespace assay::sys {
namespace {

using ::testing::HasSubstr;

TEST(FileLock, LetsTheNextInWhenItGoesOutOfScope) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "some/folder/lock";
  std::atomic<bool> released = false;
  std::optional<FileLock> first(path);
  std::thread second([&] {
    const FileLock lock(path);
    EXPECT_TRUE(released);
  });
  released = true;
  first.reset();
  second.join();
}

TEST(FileLock, IsTakenWithoutWaitingOnlyWhenItIsFree) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "lock";
  {
    const FileLock held(path);
    EXPECT_FALSE(FileLock::if_free(path));
  }
  const auto free = FileLock::if_free(path);
  EXPECT_TRUE(free);
  EXPECT_FALSE(FileLock::if_free(path));
  EXPECT_FALSE(FileLock::if_free("/proc/nowhere/lock"));
}

TEST(FileLock, HoldsTheFileThatHasTheNameAlthoughItWasRemovedMeanwhile) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "some/lock";
  std::optional<FileLock> first(path);
  std::atomic<bool> held = false, looked = false;
  std::thread second([&] {
    const FileLock lock(path);
    held = true;
    while (!looked) std::this_thread::yield();
  });
  // Long enough to be waiting, most of the time; the test holds without that too.
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  std::filesystem::remove_all(path.parent_path());
  first.reset();
  while (!held) std::this_thread::yield();
  EXPECT_FALSE(FileLock::if_free(path));
  looked = true;
  second.join();
  EXPECT_TRUE(FileLock::if_free(path));
}

TEST(FileLock, IsNotMadeWhereALinkLeads) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink(folder.path() / "elsewhere", folder.path() / "lock");
  EXPECT_THROW(FileLock(folder.path() / "lock"), base::Error);
  EXPECT_FALSE(FileLock::if_free(folder.path() / "lock"));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "elsewhere"));
}

TEST(FileLock, SaysWhereItCannotBe) {
  try {
    const FileLock lock("/proc/nowhere/lock");
    FAIL() << "nothing was thrown";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), HasSubstr("/proc/nowhere/lock"));
  }
}

}  // namespace
}  // namespace assay::sys
