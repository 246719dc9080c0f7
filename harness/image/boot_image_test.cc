// SPDX-License-Identifier: Apache-2.0
#include "image/boot_image.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "base/sha256.h"
#include "pack/archive.h"
#include "sys/files.h"
#include "sys/killed_test.h"
#include "sys/process.h"
#include "sys/variable_test.h"

namespace assay::image {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

record::BootImage image_in(const fs::path& folder, const std::string& init = "INIT") {
  sys::write_whole(folder / "cache/image", "KERNEL");
  sys::write_whole(folder / "cache/config", "CONFIG_A=y\n");
  sys::write_whole(folder / "cache/System.map", "ff T main\n");
  return write_image({.os = "own",
                      .arch = "riscv64",
                      .kernel = folder / "cache/image",
                      .release = "6.12.1",
                      .config = folder / "cache/config",
                      .symbols = folder / "cache/System.map",
                      .compiler = "clang 19.1.7",
                      .fragments = {"base", "net"},
                      .init = init,
                      .inputs = {{"linux.tar.xz", "ab"}, {"init.c", "cd"}}},
                     folder / "image");
}

TEST(WriteImage, GivesTheSameBytesInAnotherFolder) {
  const sys::TemporaryFolder one, other;
  const auto first = image_in(one.path()), second = image_in(other.path());
  EXPECT_EQ(first.sha256, second.sha256);
  for (const char* name : {"kernel", "initramfs.cpio", "config", "manifest.json"}) {
    EXPECT_EQ(sys::read_file(one.path() / "image" / name, {1u << 20}),
              sys::read_file(other.path() / "image" / name, {1u << 20}));
  }
  EXPECT_NE(image_in(other.path(), "ANOTHER INIT").sha256, first.sha256);
}

TEST(WriteImage, ListsTheHashOfEveryFileAndInputAndNoPath) {
  const sys::TemporaryFolder folder;
  const auto image = image_in(folder.path());
  const auto text = sys::read_file(folder.path() / "image/manifest.json", {1u << 20});
  EXPECT_EQ(image.sha256, base::sha256(text));
  EXPECT_EQ(text.find(folder.path().string()), std::string::npos);
  const auto manifest = base::parse_json(text, "manifest");
  std::vector<std::string> inputs;
  for (const auto& input : *manifest.find("inputs")->array()) {
    inputs.push_back(*input.find("name")->string() + " " + *input.find("sha256")->string());
  }
  EXPECT_THAT(inputs, ElementsAre("linux.tar.xz ab", "init.c cd", "init " + base::sha256("INIT")));
  const auto initramfs = sys::read_file(image.initramfs, {1u << 20});
  const auto& file = manifest.find("files")->array()->at(1);
  EXPECT_EQ(*file.find("sha256")->string(), base::sha256(initramfs));
  EXPECT_EQ(*file.find("bytes")->integer(), static_cast<std::int64_t>(initramfs.size()));
}

TEST(WriteImage, HoldsInitAndAConsole) {
  const sys::TemporaryFolder folder;
  const auto image = image_in(folder.path());
  const auto listed = sys::run_process(
      {.argv = {"cpio", "-it", "--quiet"}, .input = sys::read_file(image.initramfs, {1u << 20})});
  EXPECT_EQ(listed.out, "dev\ndev/console\nbin\ninit\n");
}

// The kernel unpacks one archive after the other, so init comes last and wins.
TEST(WriteImage, PutsInitBehindADistributionsFiles) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "kernel", "KERNEL");
  sys::write_whole(folder.path() / "root.cpio",
                   pack::cpio({{.path = "init", .mode = 0755, .bytes = "ITS OWN"}}));
  const auto image = write_image({.os = "distribution",
                                  .arch = "riscv64",
                                  .kernel = folder.path() / "kernel",
                                  .release = "6.1.0-1",
                                  .root = folder.path() / "root.cpio",
                                  .init = "OURS",
                                  .inputs = {{"libc6.deb", "ab"}}},
                                 folder.path() / "image");
  const auto bytes = sys::read_file(image.initramfs, {1u << 20});
  EXPECT_LT(bytes.find("ITS OWN"), bytes.find("OURS"));
  EXPECT_TRUE(image.symbols.empty());
}

TEST(WriteImage, ReplacesWhatAnotherKernelLeft) {
  const sys::TemporaryFolder folder;
  image_in(folder.path());
  sys::write_whole(folder.path() / "image/more", "of an image before");
  const auto image = image_in(folder.path(), "ANOTHER INIT");
  EXPECT_EQ(sys::read_file(image.init, {100}), "ANOTHER INIT");
  EXPECT_FALSE(fs::exists(folder.path() / "image/more"));
}

TEST(WriteImage, IsTheOldOrTheNewOneAfterAKillAtAnyMoment) {
  const sys::ScopedVariable temporary("TMPDIR", sys::in_memory());
  const sys::TemporaryFolder folder;
  const auto manifest = folder.path() / "image/manifest.json";
  const auto one = image_in(folder.path(), "ONE");
  const auto whole = [&](const std::string& init, const std::string& sha256) {
    return base::sha256(sys::read_file(manifest, {1u << 20})) == sha256 &&
           sys::file_holds(folder.path() / "image/init", init) &&
           sys::read_file(one.initramfs, {1u << 20}).find(init) != std::string::npos;
  };
  const auto other = image_in(folder.path(), "OTHER");
  int step = 0;
  for (auto fate = sys::Fate::killed; fate == sys::Fate::killed; ++step) {
    image_in(folder.path(), "ONE");
    fate = sys::killed_at(step, [&] { image_in(folder.path(), "OTHER"); });
    EXPECT_NE(fate, sys::Fate::ended_badly);
    EXPECT_TRUE(whole("ONE", one.sha256) || whole("OTHER", other.sha256)) << "step " << step;
  }
  EXPECT_GT(step, 100);
}

TEST(WriteImage, LeavesAloneWhatIsThereAlready) {
  const sys::TemporaryFolder folder;
  image_in(folder.path());
  const auto before = sys::file_stamp(folder.path() / "image/kernel");
  image_in(folder.path());
  EXPECT_EQ(sys::file_stamp(folder.path() / "image/kernel"), before);
}

}  // namespace
}  // namespace assay::image
