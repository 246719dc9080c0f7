// SPDX-License-Identifier: Apache-2.0
#include "emulate/staged_program.h"

#include <gtest/gtest.h>

#include "sys/trees.h"

namespace assay::emulate {
namespace {

namespace fs = std::filesystem;
using namespace base::literals;  // NOLINT: the point of literals

// A program in a folder of that name, with a file beside it and one in a folder beside that.
fs::path program_in(const fs::path& folder) {
  for (const char* part : {"bin", "lib"}) sys::make_folder(folder / part);
  sys::write_whole(folder / "bin/program", "program");
  sys::write_whole(folder / "bin/data", "data");
  sys::write_whole(folder / "lib/library", "library");
  return folder / "bin/program";
}

TEST(StagedProgram, HasAPathOfOneLengthWhereverItIs) {
  const sys::TemporaryFolder root;
  for (const std::string name : {"a", "a folder with a name that is much longer than the other"}) {
    const StagedProgram staged(program_in(root.path() / name));
    EXPECT_EQ(staged.path().string().size(), 200u);
    EXPECT_EQ(staged.path().filename(), "program");
    EXPECT_EQ(fs::canonical(staged.path()).string().size(),
              fs::canonical(staged.path().parent_path()).string().size() + 8);
    EXPECT_EQ(sys::read_file(staged.path(), 1_KiB), "program");
  }
}

TEST(StagedProgram, FindsWhatLiesBesideItAndBesideItsFolder) {
  const sys::TemporaryFolder root;
  const StagedProgram staged(program_in(root.path()));
  const fs::path folder = staged.path().parent_path();
  EXPECT_EQ(sys::read_file(folder / "data", 1_KiB), "data");
  EXPECT_EQ(sys::read_file(folder / "../lib/library", 1_KiB), "library");
}

}  // namespace
}  // namespace assay::emulate
