// SPDX-License-Identifier: Apache-2.0
// apt itself, with a mirror of three small packages.
#include "image/debian_packages.h"

#include "image/package_repositories_test.h"
#include "sys/variable_test.h"

namespace assay::image {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::StartsWith;

class DebianPackages : public PackageRepositories {
 protected:
  DebianPackages() {
    add_file("base", "lib/libc.so", "LIBC");
    add_file("base", "usr/share/doc/base/copyright", "words");
    add_file("tools", "bin/sh", "SHELL");
    add_file("linux-image-6.1.0-1-arm64", "boot/vmlinuz-6.1.0-1-arm64", "KERNEL");
    add_file("linux-image-6.1.0-1-arm64", "lib/modules/6.1.0-1-arm64/kernel/x/veth.ko", "VETH");
    add_file("linux-image-6.1.0-1-arm64", "lib/modules/6.1.0-1-arm64/kernel/x/ext4.ko", "EXT4");
    add_file("linux-image-arm64", "usr/share/doc/linux/x", "words");
    add_deb("base", "arm64");
    add_deb("tools", "arm64", "base");
    add_deb("linux-image-6.1.0-1-arm64", "arm64", "tools");
    add_deb("linux-image-arm64", "arm64", "linux-image-6.1.0-1-arm64 (= 1.0)");
    finish_debs("arm64");
    os_.name = "test";
    os_.packages = {.manager = "apt",
                    .release = "test",
                    .components = {"main"},
                    .repositories = {},
                    .key = key().string(),
                    .names = {"tools"},
                    .kernel = "linux-image-arm64",
                    .modules = {"veth"},
                    .architectures = {"aarch64"},
                    .untried = {}};
  }

  PackageFiles bring(const fs::path& with_key = {}) {
    return debian_packages({.os = os_,
                            .arch = *catalog::find_architecture("aarch64"),
                            .mirror = "file:" + mirror().string(),
                            .key = with_key,
                            .work = root() / "work"},
                           quiet_);
  }

  catalog::Os os_;
  base::NoProgress quiet_;
};

TEST_F(DebianPackages, BringsWhatIsNamedWithAllItDependsOnAndOnlyTheKernelOfTheKernels) {
  const auto files = bring();
  ASSERT_TRUE(files.outcome.good()) << files.outcome.reason;
  std::vector<std::string> seen;
  for (const auto& entry : files.entries) {
    if (entry.kind == pack::ArchiveEntry::Kind::file)
      seen.push_back(entry.path + " " + entry.bytes);
  }
  EXPECT_THAT(seen,
              ElementsAre("lib/libc.so LIBC", "bin/sh SHELL", "boot/vmlinuz-6.1.0-1-arm64 KERNEL",
                          "lib/modules/6.1.0-1-arm64/kernel/x/veth.ko VETH"));
  const auto deb = sys::read_file(mirror() / "pool/base_1.0_arm64.deb", {1u << 20});
  EXPECT_THAT(files.packages, Contains(Pair("base_1.0_arm64.deb", base::sha256(deb))));
}

TEST_F(DebianPackages, TakesAKeyOfAPathThatIsRelative) {
  const auto files = bring(fs::relative(key()));
  EXPECT_TRUE(files.outcome.good()) << files.outcome.reason;
}

TEST_F(DebianPackages, RefusesListsThatAnotherSigned) {
  tool({"gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key", "Others <o@o>",
        "ed25519", "sign", "never"});
  sys::write_whole(root() / "other.asc", tool({"gpg", "--export", "--armor", "Others"}));
  const auto files = bring(root() / "other.asc");
  EXPECT_EQ(files.outcome.code, "packages");
  EXPECT_THAT(files.outcome.reason, AllOf(StartsWith("apt-get update: "), HasSubstr("not signed")));
}

// The system's settings come before ours.
TEST_F(DebianPackages, RefusesListsThatNobodySignedWhateverTheSystemAllows) {
  sys::write_whole(root() / "lax.conf",
                   "APT::Get::AllowUnauthenticated \"true\";\n"
                   "Acquire::AllowInsecureRepositories \"true\";\n"
                   "Acquire::AllowWeakRepositories \"true\";\n"
                   "Acquire::AllowDowngradeToInsecureRepositories \"true\";\n");
  const sys::ScopedVariable lax("APT_CONFIG", (root() / "lax.conf").c_str());
  fs::remove(mirror() / "dists/test/InRelease");
  const auto files = bring();
  EXPECT_EQ(files.outcome.code, "packages");
  EXPECT_THAT(files.outcome.reason, AllOf(StartsWith("apt-get update: "), HasSubstr("not signed")));
}

TEST_F(DebianPackages, RefusesAPackageThatIsNotTheOneListed) {
  auto deb = sys::read_file(mirror() / "pool/base_1.0_arm64.deb", {1u << 20});
  deb[deb.size() / 2] = static_cast<char>(deb[deb.size() / 2] ^ 1);
  sys::write_whole(mirror() / "pool/base_1.0_arm64.deb", deb);
  const auto files = bring();
  EXPECT_EQ(files.outcome.code, "packages");
  EXPECT_THAT(files.outcome.reason, HasSubstr("base_1.0_arm64.deb"));
}

TEST_F(DebianPackages, SaysWhatIsMissing) {
  os_.packages->names = {"no-such-package"};
  EXPECT_THAT(bring().outcome.reason, HasSubstr("Unable to locate package no-such-package"));
  EXPECT_EQ(bring(root() / "nothing.asc").outcome.code, "no-key");
}

}  // namespace
}  // namespace assay::image
