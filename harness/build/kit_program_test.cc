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

}  // namespace
}  // namespace assay::build
