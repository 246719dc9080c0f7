// SPDX-License-Identifier: Apache-2.0
#include "sys/growing_file.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "sys/files.h"
#include "sys/trees.h"

namespace assay::sys {
namespace {

class GrowingFile : public ::testing::Test {
 protected:
  std::filesystem::path at(const char* name) const { return folder_.path() / name; }
  TemporaryFolder folder_;
};

TEST_F(GrowingFile, IsReadFromWhereOneIs) {
  EXPECT_FALSE(read_part(at("file"), 0, 10).has_value());
  append_bytes(at("file"), "one");
  append_bytes(at("file"), " and two");
  EXPECT_EQ(read_part(at("file"), 0, 100), "one and two");
  EXPECT_EQ(read_part(at("file"), 4, 3), "and");
  EXPECT_EQ(read_part(at("file"), 11, 3), "");
  EXPECT_EQ(read_part(at("file"), 1000, 3), "");
}

TEST_F(GrowingFile, NothingButARegularFileIsRead) {
  write_whole(at("file"), "text");
  make_link(at("file"), at("link"));
  EXPECT_FALSE(read_part(at("link"), 0, 10).has_value());
  EXPECT_FALSE(read_part(folder_.path(), 0, 10).has_value());
  EXPECT_FALSE(read_part("/dev/zero", 0, 10).has_value());
}

TEST_F(GrowingFile, ThatCannotBeWrittenIsAnError) {
  EXPECT_THROW(append_bytes(at("none/file"), "x"), base::Error);
  EXPECT_THROW(append_bytes("/dev/full", "x"), base::Error);
}

}  // namespace
}  // namespace assay::sys
