// SPDX-License-Identifier: Apache-2.0
// dnf itself, with a repository of three small packages.
#include "image/rpm_packages.h"

#include "image/package_repositories_test.h"

namespace assay::image {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class RpmPackages : public PackageRepositories, public testing::WithParamInterface<const char*> {
 protected:
  RpmPackages() {
    add_file("glibc", "lib/libc.so", "LIBC");
    add_file("bash", "bin/sh", "SHELL");
    add_file("kernel", "boot/vmlinuz-6.6.0", "KERNEL");
    add_file("kernel", "lib/modules/6.6.0/kernel/x/veth.ko", "VETH");
    add_rpm("glibc", arch());
    add_rpm("bash", arch(), "glibc");
    add_rpm("kernel", arch(), "bash");
    os_.name = "test";
    os_.packages = {.manager = "dnf",
                    .release = {},
                    .components = {},
                    .repositories = {"OS/{arch}"},
                    .key = key().string(),
                    .names = {"bash"},
                    .kernel = "kernel",
                    .modules = {"veth"},
                    .architectures = {arch()},
                    .untried = {}};
  }

  static std::string arch() { return GetParam(); }

  PackageFiles bring() {
    return rpm_packages({.os = os_,
                         .arch = *catalog::find_architecture(arch()),
                         .mirror = "file://" + mirror().string(),
                         .key = {},
                         .work = root() / "work"},
                        quiet_);
  }

  catalog::Os os_;
  base::NoProgress quiet_;
};

TEST_P(RpmPackages, AreBroughtForAnotherArchitectureWithAllTheyDependOn) {
  for (const char* name : {"glibc", "bash", "kernel"}) sign_rpm(name, arch());
  finish_rpms(arch());
  const auto files = bring();
  ASSERT_TRUE(files.outcome.good()) << files.outcome.reason;
  std::vector<std::string> seen, packages;
  for (const auto& entry : files.entries) {
    if (entry.kind == pack::ArchiveEntry::Kind::file)
      seen.push_back(entry.path + " " + entry.bytes);
  }
  EXPECT_THAT(seen, ElementsAre("bin/sh SHELL", "lib/libc.so LIBC", "boot/vmlinuz-6.6.0 KERNEL",
                                "lib/modules/6.6.0/kernel/x/veth.ko VETH"));
  for (const auto& [name, hash] : files.packages) {
    packages.push_back(name);
    EXPECT_EQ(hash, base::sha256(sys::read_file(mirror() / "OS" / arch() / name, {1u << 20})));
  }
  EXPECT_THAT(packages,
              ElementsAre("bash-1.0-1.oe." + arch() + ".rpm", "glibc-1.0-1.oe." + arch() + ".rpm",
                          "kernel-1.0-1.oe." + arch() + ".rpm"));
}

TEST_P(RpmPackages, AreRefusedWhenOneIsNotSigned) {
  for (const char* name : {"bash", "kernel"}) sign_rpm(name, arch());
  finish_rpms(arch());
  const auto files = bring();
  EXPECT_EQ(files.outcome.code, "packages");
  EXPECT_THAT(files.outcome.reason,
              AllOf(HasSubstr("glibc-1.0-1.oe." + arch()), HasSubstr("not signed")));
}

TEST_P(RpmPackages, SaysWhatIsMissing) {
  finish_rpms(arch());
  os_.packages->names = {"no-such-package"};
  EXPECT_THAT(bring().outcome.reason, HasSubstr("no-such-package"));
  os_.packages->key = "/nonexistent/key";
  EXPECT_EQ(bring().outcome.code, "no-key");
}

INSTANTIATE_TEST_SUITE_P(Foreign, RpmPackages, testing::Values("aarch64", "riscv64"));

}  // namespace
}  // namespace assay::image
