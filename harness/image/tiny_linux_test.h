// SPDX-License-Identifier: Apache-2.0
// For tests: a source tree of one Makefile, which does in no time what Linux's does in minutes; a
// journey builds Linux.
#pragma once

#include <gmock/gmock.h>

#include <filesystem>

#include "base/progress.h"
#include "catalog/machine.h"
#include "image/linux_source.h"
#include "record/capabilities.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::image {

inline constexpr const char* kTinyMakefile =
    "allnoconfig:\n"
    "\tmkdir -p $(O)\n"
    "\tgrep -v LOST $(KCONFIG_ALLCONFIG) > $(O)/.config\n"
    "Image:\n"
    "\techo once >> $(O)/../builds\n"
    "\tmkdir -p $(O)/boot $(O)/include/config\n"
    "\techo $(ARCH) $(LLVM) $$KBUILD_BUILD_USER > $(O)/boot/Image\n"
    "\techo 9.9.1 > $(O)/include/config/kernel.release\n"
    "\techo symbols > $(O)/System.map\n"
    "broken:\n"
    "\t@echo 'kernel/fork.c:7:1: error: expected expression' >&2; exit 1\n"
    "headers:\n"
    "\tmkdir -p $(O)/usr/include/linux\n"
    "\techo header > $(O)/usr/include/linux/x.h\n";

class TinyLinux : public testing::Test {
 protected:
  TinyLinux() {
    sys::write_whole(root() / "linux/Makefile", kTinyMakefile);
    sys::write_whole(root() / "linux/tools/include/nolibc/nolibc.h", "nolibc\n");
    const auto packed =
        sys::run_process({.argv = {"tar", "-cf", "linux.tar", "linux"}, .folder = root()});
    EXPECT_TRUE(packed.exited(0)) << packed.err;
    source_ = find_linux_source(
        {.archive = (root() / "linux.tar").string(), .package = "p", .fragments = {}}, cache());
    machine_.name = "aarch64";
    machine_.linux_arch = "arm64";
    machine_.make_target = "Image";
    machine_.image = "boot/Image";
    clang_.c.name = "clang-19";
    clang_.c.version = "19.1.7";
  }

  std::filesystem::path root() const { return folder_.path(); }
  std::filesystem::path cache() const { return root() / "cache"; }

  sys::TemporaryFolder folder_;
  LinuxSource source_;
  catalog::Machine machine_;
  record::Compiler clang_;
  base::NoProgress quiet_;
};

}  // namespace assay::image
