// SPDX-License-Identifier: Apache-2.0
#include "work/kit.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/text.h"

namespace assay::work {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

KitManifest a_manifest() {
  KitManifest manifest;
  manifest.harness = {.version = "0.2.0", .commit = std::string(40, 'c'), .dirty = true};
  manifest.target = "kunpeng-920";
  manifest.arch = "aarch64";
  manifest.filter = "^libc/";
  manifest.quick = true;
  manifest.timeout = std::chrono::seconds(7);
  manifest.memory = base::Bytes{1u << 30};
  manifest.programs.push_back({.cell = {"kunpeng-920", "clang", "debian-12", "libc"},
                               .program = {.path = "programs/libc",
                                           .sha256 = std::string(64, 'a'),
                                           .build_id = "00ff",
                                           .arch = "aarch64",
                                           .linkage = "static",
                                           .compiler = "clang 19.1.7",
                                           .flags = {"-O2"},
                                           .linker = "LLD 19.1.7",
                                           .libc = "glibc 2.36",
                                           .benchmark_library = "Google Benchmark 1.9.1"}});
  return manifest;
}

std::string manifest_refusal(const std::string& text) {
  try {
    read_manifest(text, "manifest.json");
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "nothing was refused";
}

TEST(KitManifest, IsReadAsItWasWritten) {
  const Kit kit = kit_of(
      a_manifest(), {kit_file("programs/libc", "ELF", true), kit_file("README.txt", "Read me\n")});
  const std::string text = to_text(kit.manifest);
  const KitManifest read = read_manifest(text, "manifest.json");
  EXPECT_EQ(to_text(read), text);
  EXPECT_EQ(read.harness, kit.manifest.harness);
  EXPECT_EQ(read.programs.at(0).cell, kit.manifest.programs.at(0).cell);
  EXPECT_EQ(read.programs.at(0).program, kit.manifest.programs.at(0).program);
  EXPECT_EQ(read.timeout, std::chrono::seconds(7));
  EXPECT_TRUE(read.quick);
  ASSERT_EQ(read.files.size(), 2u);
  EXPECT_EQ(read.files[0].path, "README.txt");
  EXPECT_FALSE(read.files[0].executable);
  EXPECT_EQ(read.files[1].size, 3u);
  EXPECT_TRUE(read.files[1].executable);
}

TEST(KitManifest, NamesAllFilesOfItsKitAndIsNamedInTheSums) {
  const Kit kit = kit_of(a_manifest(), {kit_file("b", "2"), kit_file("a", "1")});
  ASSERT_EQ(kit.files.size(), 4u);
  EXPECT_EQ(kit.files[2].path, "manifest.json");
  EXPECT_EQ(kit.files[3].path, "SHA256SUMS");
  EXPECT_THAT(kit.files[3].bytes,
              HasSubstr("6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b  a\n"));
  EXPECT_EQ(kit.files[2].bytes, to_text(kit.manifest));
  // echo -n 1 | sha256sum
  EXPECT_EQ(kit.manifest.files.at(0).sha256,
            "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b");
  EXPECT_EQ(name_of(kit.manifest), "assay-kit-0.2.0-kunpeng-920");
}

TEST(KitPath, IsPlainAndBelowTheFolder) {
  for (const char* good : {"assay-kit", "programs/base/compute", "targets/os/x.toml", "a..b"}) {
    EXPECT_TRUE(is_kit_path(good)) << good;
  }
  for (const char* bad : {"", "/a", "a/", "a//b", "..", "a/../b", "./a", "a b", "a\nb", "a\\b"}) {
    EXPECT_FALSE(is_kit_path(bad)) << bad;
  }
}

TEST(KitManifest, NamesNoFileOutsideItsFolder) {
  const std::string text = to_text(kit_of(a_manifest(), {kit_file("plain", "x")}).manifest);
  for (const std::string path :
       {"/etc/passwd", "../up", "a/../b", "a//b", "", ".", "a b", "a\\nb"}) {
    const std::string changed = base::replace_all(text, "\"plain\"", "\"" + path + "\"");
    EXPECT_THAT(manifest_refusal(changed), HasSubstr("is not the path of a file in a kit")) << path;
  }
  EXPECT_THAT(manifest_refusal(base::replace_all(text, "programs/libc", "../libc")),
              HasSubstr("manifest.json: '../libc' is not the path of a file in a kit"));
}

TEST(KitManifest, OfAnotherSchemaIsNamed) {
  EXPECT_THAT(
      manifest_refusal(base::replace_all(to_text(a_manifest()), "assay.kit/1", "assay.kit/9")),
      HasSubstr("schema 'assay.kit/9' is not assay.kit/1"));
  EXPECT_THAT(manifest_refusal("{}"), HasSubstr("manifest.json"));
}

}  // namespace
}  // namespace assay::work
