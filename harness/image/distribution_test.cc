// SPDX-License-Identifier: Apache-2.0
#include "image/distribution.h"

#include "image/package_repositories_test.h"
#include "pack/archive.h"
#include "sys/killed_test.h"

namespace assay::image {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using Kind = pack::ArchiveEntry::Kind;

class MakeDistribution : public PackageRepositories {
 protected:
  MakeDistribution() {
    add_file("filesystem", "usr/lib/os-release", "NAME=test\n");
    fs::create_symlink("usr/lib", root() / "files/filesystem/lib");
    add_file("glibc", "usr/lib/libc.so", "LIBC");
    add_file("kernel", "boot/vmlinuz-6.6.0-1", "KERNEL");
    add_file("kernel", "usr/lib/modules/6.6.0-1/kernel/x/virtio-mmio.ko.xz", packed("MMIO"));
    add_file("kernel", "usr/lib/modules/6.6.0-1/kernel/x/veth.ko", "VETH");
    add_file("kernel", "usr/lib/modules/6.6.0-1/modules.builtin", "kernel/x/virtio.ko\n");
    for (const char* name : {"filesystem", "glibc", "kernel"}) {
      add_rpm(name, "riscv64");
      sign_rpm(name, "riscv64");
    }
    finish_rpms("riscv64");
    os_.name = "test";
    os_.packages = {.manager = "dnf",
                    .release = {},
                    .components = {},
                    .repositories = {"OS/{arch}"},
                    .key = key().string(),
                    .names = {"glibc", "filesystem"},
                    .kernel = "kernel",
                    .modules = {"virtio", "virtio_mmio", "veth"},
                    .architectures = {"riscv64"},
                    .untried = {}};
  }

  static std::string packed(const std::string& bytes) {
    return sys::run_process({.argv = {"xz", "-c"}, .input = bytes}).out;
  }

  MadeDistribution make(const fs::path& cache, bool with_mirror = true) {
    return make_distribution({.os = os_,
                              .arch = *catalog::find_architecture("riscv64"),
                              .mirror = with_mirror ? "file://" + mirror().string() : "",
                              .key = {},
                              .cache = cache},
                             quiet_);
  }

  catalog::Os os_;
  base::NoProgress quiet_;
};

TEST_F(MakeDistribution, PutsFilesModulesAndTheirOrderIntoOneArchive) {
  const auto made = make(root() / "cache");
  ASSERT_TRUE(made.outcome.good()) << made.outcome.reason;
  EXPECT_EQ(made.distribution->release, "6.6.0-1");
  EXPECT_EQ(sys::read_file(made.distribution->kernel, {100}), "KERNEL");
  EXPECT_EQ(made.distribution->kernel_sha256, base::sha256("KERNEL"));
  std::vector<std::string> seen;
  for (const auto& entry : pack::read_archive(sys::read_file(made.distribution->root, {1u << 20}),
                                              "root", [](const std::string&) { return true; })) {
    seen.push_back(entry.path + (entry.kind == Kind::folder ? "/" : " ") + entry.bytes);
  }
  EXPECT_THAT(seen, ElementsAre("assay/", "assay/modules/",
                                "assay/modules/order /assay/modules/virtio_mmio.ko\n"
                                "/assay/modules/veth.ko\n",
                                "assay/modules/veth.ko VETH", "assay/modules/virtio_mmio.ko MMIO",
                                "lib usr/lib", "usr/", "usr/lib/", "usr/lib/libc.so LIBC",
                                "usr/lib/os-release NAME=test\n"));
}

TEST_F(MakeDistribution, IsTheSameInAnotherFolderAndIsKept) {
  const auto one = make(root() / "one"), other = make(root() / "other");
  ASSERT_TRUE(one.outcome.good()) << one.outcome.reason;
  EXPECT_EQ(sys::read_file(one.distribution->root, {1u << 20}),
            sys::read_file(other.distribution->root, {1u << 20}));
  EXPECT_EQ(one.distribution->packages, other.distribution->packages);
  EXPECT_FALSE(one.was_current);
  EXPECT_TRUE(make(root() / "one", false).was_current);
}

TEST_F(MakeDistribution, IsMadeAnewForAnotherMirrorOrAnotherKeyInTheSameFile) {
  const auto cache = root() / "cache";
  ASSERT_TRUE(make(cache).outcome.good());
  EXPECT_TRUE(make(cache).was_current);
  fs::rename(mirror(), root() / "elsewhere");
  fs::create_symlink(root() / "elsewhere", root() / "other");
  const auto ask = [&](const fs::path& at) {
    return make_distribution({.os = os_,
                              .arch = *catalog::find_architecture("riscv64"),
                              .mirror = "file://" + at.string(),
                              .key = {},
                              .cache = cache},
                             quiet_);
  };
  EXPECT_TRUE(ask(mirror()).was_current);
  EXPECT_FALSE(ask(root() / "other").was_current);
  sys::write_whole(key(), sys::read_file(key(), {1u << 20}) + "\n");
  EXPECT_EQ(make(cache, false).outcome.code, "no-mirror");
  EXPECT_FALSE(ask(root() / "other").was_current);
  EXPECT_TRUE(make(cache, false).was_current);
}

TEST_F(MakeDistribution, InTwoProcessesAtOnceIsMadeOnce) {
  const auto statuses = sys::statuses_of_processes(2, [&] {
    const auto made = make(root() / "cache");
    if (!made.outcome.good() || !sys::file_holds(made.distribution->kernel, "KERNEL")) return 1;
    return made.was_current ? 10 : 11;
  });
  EXPECT_THAT(statuses, testing::UnorderedElementsAre(10, 11));
}

// What a killed process left, and what earlier versions kept of packages in the same folder.
TEST_F(MakeDistribution, DoesNotBelieveAPart) {
  const auto folder = make(root() / "one").distribution->kernel.parent_path();
  const auto name = folder.filename();
  const auto other = root() / "other/distributions" / name;
  fs::create_directories(other);
  fs::copy(folder / "distribution.json", other / "distribution.json");
  fs::copy(folder / "kernel", other / "kernel");
  fs::create_directories(other.string() + ".unfinished");
  fs::copy(folder, other.string() + ".unfinished");
  const auto made = make(root() / "other");
  ASSERT_TRUE(made.outcome.good()) << made.outcome.reason;
  EXPECT_FALSE(made.was_current);
  EXPECT_EQ(sys::read_file(made.distribution->root, {1u << 20}),
            sys::read_file(folder / "root.cpio", {1u << 20}));
  EXPECT_FALSE(fs::exists(other.string() + ".unfinished"));
}

TEST_F(MakeDistribution, MakesACorruptOneAnew) {
  const auto made = make(root() / "cache");
  const auto symbols = made.distribution->kernel.parent_path() / "System.map";
  sys::write_whole(symbols, "of the kernel before");
  sys::write_whole(made.distribution->root, "rubbish");
  EXPECT_FALSE(make(root() / "cache").was_current);
  EXPECT_FALSE(fs::exists(symbols));
  EXPECT_NE(sys::read_file(made.distribution->root, {1u << 20}), "rubbish");
}

TEST_F(MakeDistribution, NamesWhatTheKernelLacks) {
  os_.packages->modules = {"virtio", "no_such"};
  const auto made = make(root() / "cache");
  EXPECT_EQ(made.outcome.code, "no-module");
  EXPECT_THAT(made.outcome.reason, AllOf(HasSubstr("no_such"), HasSubstr("6.6.0-1")));
  EXPECT_EQ(make(root() / "empty", false).outcome.code, "no-mirror");
}

}  // namespace
}  // namespace assay::image
