// SPDX-License-Identifier: Apache-2.0
#include "sys/unnamed_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "sys/files.h"
#include "sys/variable_test.h"

namespace assay::sys {
namespace {

TEST(UnnamedFile, HasItsBytesAndNoName) {
  const TemporaryFolder folder;
  const ScopedVariable here("TMPDIR", folder.path().c_str());
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{10'000}}) {
    const Descriptor file = unnamed_file(bytes);
    ASSERT_TRUE(file.good());
    struct stat status{};
    ASSERT_EQ(fstat(file.number(), &status), 0);
    EXPECT_EQ(status.st_size, static_cast<off_t>(bytes));
    EXPECT_EQ(status.st_nlink, 0u);
    EXPECT_NE(fcntl(file.number(), F_GETFD) & FD_CLOEXEC, 0);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  }
}

// Where the kernel makes no files in memory, which sys.tight tries.
TEST(UnnamedFile, IsInMemoryOrWhereTemporariesAreWanted) {
  const TemporaryFolder folder;
  const ScopedVariable here("TMPDIR", folder.path().c_str());
  const Descriptor file = unnamed_file(10);
  ASSERT_TRUE(file.good());
  const auto link = "/proc/self/fd/" + std::to_string(file.number());
  EXPECT_THAT(std::filesystem::read_symlink(link).string(),
              testing::AnyOf(testing::StartsWith("/memfd:"),
                             testing::StartsWith(folder.path().string() + '/')));
}

TEST(UnnamedFile, IsReadAndWritten) {
  const Descriptor file = unnamed_file(3);
  ASSERT_TRUE(file.good());
  char bytes[3] = {1, 1, 1};
  EXPECT_EQ(pread(file.number(), bytes, 3, 0), 3);
  EXPECT_EQ(bytes[2], 0);
  EXPECT_EQ(pwrite(file.number(), "abc", 3, 0), 3);
  EXPECT_EQ(pread(file.number(), bytes, 3, 0), 3);
  EXPECT_EQ(bytes[2], 'c');
}

}  // namespace
}  // namespace assay::sys
