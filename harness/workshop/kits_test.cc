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

// Its programs would start outside too, and their times would be said of a system that never was
// there.
TEST(Kits, HoldNothingOfASystemThatBoots) {
  TinyWorkspace tiny;
  catalog::Os image = *tiny.space.catalog.os("debian");
  image.name = "image";
  image.kind = "image";
  image.libraries = {"debian"};
  tiny.space.catalog.systems.push_back(image);
  const catalog::Cell booted{"some-pc", "clang", "image", "tiny"},
      plain{"some-pc", "clang", "debian", "tiny"};
  EXPECT_EQ(why_in_no_kit(tiny.space.catalog, booted), "image is a system that boots");
  EXPECT_EQ(why_in_no_kit(tiny.space.catalog, plain), "");
  base::NoProgress progress;
  const work::GateSide side{.word = "os=image",
                            .programs = {{.cell = booted, .built = {}, .program = {}}},
                            .record = {},
                            .catalog = tiny.space.catalog};
  try {
    make_gate_kit(tiny.space, "some-pc", {}, {side, side}, {}, progress);
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    EXPECT_STREQ(error.what(), "image is a system that boots, and a kit boots nothing");
  }
}

TEST(Kits, OfAGateSayWhichProgramsTravelWithoutTheirLibraries) {
  const auto side = [](const char* linkage) {
    record::Program program{.path = "mine", .linkage = linkage};
    return work::GateSide{.word = "mine",
                          .programs = {{.cell = {"t", "unknown", "unknown", "mine"},
                                        .built = {},
                                        .program = std::move(program)}},
                          .record = {},
                          .catalog = {}};
  };
  const work::GateSide alone = side("static"), needing = side("dynamic");
  EXPECT_THAT(lines_of_dynamic({alone, alone}), testing::IsEmpty());
  EXPECT_THAT(lines_of_dynamic({alone, needing}),
              ElementsAre(HasSubstr("mine of HEAD is linked dynamically")));
  EXPECT_THAT(lines_of_dynamic({needing, needing}), testing::SizeIs(2));
}

}  // namespace
}  // namespace assay::workshop
