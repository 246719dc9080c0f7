// SPDX-License-Identifier: Apache-2.0
#include "sys/laid_out.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "base/error.h"
#include "sys/files.h"

namespace assay::sys {
namespace {

namespace fs = std::filesystem;

class LaidOut : public ::testing::Test {
 protected:
  fs::path at(const char* name) const { return folder_.path() / name; }
  TemporaryFolder folder_;
};

TEST_F(LaidOut, AFolderIsNewOnce) {
  EXPECT_TRUE(make_new_folder(at("new")));
  EXPECT_FALSE(make_new_folder(at("new")));
  write_whole(at("file"), "x");
  EXPECT_FALSE(make_new_folder(at("file")));
  EXPECT_THROW(make_new_folder(at("none/new")), base::Error);
}

TEST_F(LaidOut, AnotherNameIsTheSameFile) {
  write_whole(at("one"), "text");
  link_or_copy(at("one"), at("two"));
  struct stat one{}, two{};
  ASSERT_EQ(stat(at("one").c_str(), &one), 0);
  ASSERT_EQ(stat(at("two").c_str(), &two), 0);
  EXPECT_EQ(one.st_ino, two.st_ino);
  EXPECT_THROW(link_or_copy(at("one"), at("two")), base::Error);
  EXPECT_THROW(link_or_copy(at("none"), at("three")), base::Error);
}

TEST_F(LaidOut, OfAnotherFileSystemItIsACopy) {
  const fs::path other = "/dev/shm/assay-laid-out-test";
  if (!fs::exists("/dev/shm")) GTEST_SKIP();
  write_whole(other, "text");
  link_or_copy(other, at("copy"));
  fs::remove(other);
  EXPECT_EQ(read_file(at("copy"), {100}), "text");
}

TEST_F(LaidOut, IsReadAndExecutedButNotWritten) {
  write_whole(at("file"), "text");
  make_read_only(at("file"), true);
  EXPECT_EQ(fs::status(at("file")).permissions(), fs::perms(0555));
  make_read_only(at("file"), false);
  EXPECT_EQ(fs::status(at("file")).permissions(), fs::perms(0444));
  EXPECT_THROW(make_read_only(at("none"), false), base::Error);
}

}  // namespace
}  // namespace assay::sys
