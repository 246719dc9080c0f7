// SPDX-License-Identifier: Apache-2.0
#include "run/program_file.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/sha256.h"
#include "sys/files.h"

namespace assay::run {
namespace {

TEST(ProgramFile, HasChangedWhenItsBytesAreOthers) {
  const sys::TemporaryFolder folder;
  const auto path = folder.path() / "program";
  sys::write_whole(path, "one");
  const ProgramFile file({.path = path.string(), .sha256 = base::sha256("one")});
  EXPECT_FALSE(file.has_changed());
  std::filesystem::remove(path);
  EXPECT_TRUE(file.has_changed());
  sys::write_whole(path, "one");
  EXPECT_FALSE(file.has_changed());
  sys::write_whole(path, "other");
  EXPECT_TRUE(file.has_changed());
}

}  // namespace
}  // namespace assay::run
