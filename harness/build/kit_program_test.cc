// SPDX-License-Identifier: Apache-2.0
// What comes out is tried on every architecture by the journeys of kits.
#include "build/kit_program.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "build/tiny_tree_test.h"

namespace assay::build {
namespace {

TEST(KitProgram, NamesWhatThisMachineLacks) {
  const sys::TemporaryFolder folder;
  const TinyTree tree(folder.path());
  sys::Folders folders;
  folders.cache = folder.path() / "cache";
  folders.kits = folder.path() / "kits";
  folders.setup = "scripts/setup";
  base::NoProgress progress;
  try {
    build_kit_program({"some-arm", "clang", "debian", "tiny"}, tree.catalog(), tree.capabilities(),
                      folders, 1, progress);
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), testing::HasSubstr("libassay-static.a is missing"));
    EXPECT_THAT(error.what(), testing::HasSubstr("brings them"));
  }
}

// What is written for it decides whether it is built again.
TEST(KitProgram, IsTheSameForAllTargetsOfAnArchitecture) {
  const sys::TemporaryFolder folder;
  const TinyTree tree(folder.path());
  sys::Folders folders;
  folders.cache = folder.path() / "cache";
  folders.kits = folder.path() / "kits";
  folders.data = folder.path() / "no-source";
  sys::write_whole(folders.cache / "static/aarch64/libassay-static.a", "a library\n");
  sys::make_folder(folders.cache / "static/aarch64/include");
  base::NoProgress progress;
  EXPECT_THROW(build_kit_program({"some-arm", "clang", "debian", "tiny"}, tree.catalog(),
                                 tree.capabilities(), folders, 1, progress),
               base::Error);
  const std::string text = sys::read_file(folders.kits / "aarch64/toolchain.cmake", {10'000});
  EXPECT_THAT(text, testing::HasSubstr("set(CMAKE_CXX_COMPILER"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("some-arm")));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("armv8.1-a")));
}

}  // namespace
}  // namespace assay::build
