// SPDX-License-Identifier: Apache-2.0
// Whole kits are made and run by the journeys of kits.
#include "workshop/kits.h"

#include <gmock/gmock.h>

#include <set>

#include "base/error.h"
#include "sys/process.h"
#include "workshop/workshop_test.h"

namespace assay::workshop {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

work::Kit small_kit() {
  work::KitManifest manifest;
  manifest.harness.version = "1.2.3";
  manifest.target = "some-arm";
  manifest.arch = "aarch64";
  return work::kit_of(manifest, {work::kit_file("start", "#!/bin/sh\n", true)});
}

TEST(Kits, ArchiveHasOneFolderWithEveryFile) {
  const sys::TemporaryFolder folder;
  const std::string bytes = archive_of(small_kit());
  EXPECT_EQ(bytes, archive_of(small_kit()));
  sys::write_whole(folder.path() / "kit.tar.gz", bytes);
  const auto listed =
      sys::run_process({.argv = {"tar", "-tzf", "kit.tar.gz"}, .folder = folder.path()});
  EXPECT_EQ(listed.out,
            "assay-kit-1.2.3-some-arm/SHA256SUMS\n"
            "assay-kit-1.2.3-some-arm/manifest.json\n"
            "assay-kit-1.2.3-some-arm/start\n");
}

TEST(Kits, HaveAPathForEachProgram) {
  const std::vector<catalog::Cell> one{{"t", "clang", "debian-12", "libc"},
                                       {"t", "clang", "debian-12", "memory"}};
  EXPECT_EQ(program_path(one[1], one), "programs/memory");
  const std::vector<catalog::Cell> several{{"t", "clang", "debian-12", "libc"},
                                           {"t", "gcc", "debian-12", "libc"},
                                           {"t", "gcc", "debian-13", "libc"}};
  std::set<std::string> paths;
  for (const catalog::Cell& cell : several) {
    paths.insert(program_path(cell, several));
    EXPECT_TRUE(work::is_kit_path(program_path(cell, several)));
  }
  EXPECT_THAT(paths, ElementsAre("programs/clang/debian-12/libc", "programs/gcc/debian-12/libc",
                                 "programs/gcc/debian-13/libc"));
}

TEST(Kits, AreNotMadeOfWhatThisMachineCannotBuild) {
  TinyWorkspace tiny;
  base::NoProgress progress;
  try {
    make_kit(tiny.space, "some-arm", {.selection = {.systems = {"debian"}}}, progress);
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), HasSubstr("the libraries that assay-kit is made of"));
  }
}

}  // namespace
}  // namespace assay::workshop
