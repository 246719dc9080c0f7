// SPDX-License-Identifier: Apache-2.0
#include "image/linux_source.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/sha256.h"
#include "sys/files.h"
#include "sys/killed_test.h"
#include "sys/process.h"

namespace assay::image {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

catalog::KernelSource archive_of(const fs::path& folder) {
  sys::write_whole(folder / "linux-9.9/Makefile", "VERSION = 9\n");
  const auto ended =
      sys::run_process({.argv = {"tar", "-cJf", "linux.tar.xz", "linux-9.9"}, .folder = folder});
  EXPECT_TRUE(ended.exited(0)) << ended.err;
  return {.archive = (folder / "linux.tar.xz").string(),
          .package = "linux-source-9.9",
          .fragments = {}};
}

TEST(LinuxSource, IsUnpackedOnceInAFolderNamedByItsHash) {
  const sys::TemporaryFolder folder;
  const auto kernel = archive_of(folder.path());
  base::NoProgress quiet;
  const auto source = find_linux_source(kernel, folder.path() / "cache");
  EXPECT_EQ(source.sha256, base::sha256(sys::read_file(kernel.archive, {1u << 20})));
  EXPECT_FALSE(fs::exists(source.folder));
  unpack(source, quiet);
  EXPECT_EQ(sys::read_file(source.folder / "Makefile", {100}), "VERSION = 9\n");
  sys::write_whole(source.folder / "mark", "");
  unpack(source, quiet);
  EXPECT_TRUE(fs::exists(source.folder / "mark"));
}

TEST(LinuxSource, IsUnpackedByOneOfFourProcesses) {
  class Notes final : public base::Progress {
   public:
    void stage(std::string_view, const std::vector<std::string>&) override {}
    void step(std::string_view, std::string_view, std::chrono::nanoseconds) override {}
    void note(std::string_view) override { ++count; }
    int count = 0;
  };
  const sys::TemporaryFolder folder;
  const auto source = find_linux_source(archive_of(folder.path()), folder.path() / "cache");
  const auto unpacked = sys::statuses_of_processes(4, [&] {
    Notes notes;
    unpack(source, notes);
    return sys::file_holds(source.folder / "Makefile", "VERSION = 9\n") ? notes.count : 98;
  });
  EXPECT_THAT(unpacked, testing::UnorderedElementsAre(0, 0, 0, 1));
}

TEST(LinuxSource, ThatIsMissingNamesItsPackage) {
  const sys::TemporaryFolder folder;
  try {
    find_linux_source({.archive = "/no/linux.tar.xz", .package = "linux-source", .fragments = {}},
                      folder.path());
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), HasSubstr("/no/linux.tar.xz is missing; apt install linux-source"));
  }
}

TEST(LinuxSource, ThatIsTornLeavesNothingBehind) {
  const sys::TemporaryFolder folder;
  const auto kernel = archive_of(folder.path());
  const auto bytes = sys::read_file(kernel.archive, {1u << 20});
  sys::write_whole(kernel.archive, bytes.substr(0, bytes.size() / 2));
  base::NoProgress quiet;
  const auto source = find_linux_source(kernel, folder.path() / "cache");
  EXPECT_THROW(unpack(source, quiet), base::Error);
  EXPECT_FALSE(fs::exists(source.folder));
  EXPECT_FALSE(fs::exists(source.folder.string() + ".unfinished"));
}

}  // namespace
}  // namespace assay::image
