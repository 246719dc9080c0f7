// SPDX-License-Identifier: Apache-2.0
// What the journeys of operating systems boot: a tree with one image, and a program for the guest.
#pragma once

#include <gmock/gmock.h>

#include <filesystem>

#include "cli/journey.h"
#include "record/boot_image.h"
#include "sys/process.h"

namespace assay::cli {

inline constexpr const char* kTarget = "riscv64-gc";
inline constexpr const char* kOs = "from-source";  // of "assay os build"

// The tree, its image and programs for the guest: made once for all tests.
class Made {
 public:
  Made() : tree_("os", {kTarget}) {
    built_ = tree_.assay({"os", "build", kTarget, "--os", kOs, "--json"});
    // One program for all: what it does is its first argument.
    tree_.write("guest/act.c", R"(
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(int argc, char** argv) {
  const char* what = argc > 1 ? argv[1] : "";
  if (!strcmp(what, "hello")) { printf("hello %s\n", argc > 2 ? argv[2] : ""); return 0; }
  if (!strcmp(what, "stack")) { printf("%p\n", (void*)&what); return 0; }
  if (!strcmp(what, "fail")) { fprintf(stderr, "went wrong\n"); return 3; }
  if (!strcmp(what, "crash")) raise(SIGSEGV);
  if (!strcmp(what, "flood")) { char line[1024]; memset(line, 'x', sizeof(line));
    for (int i = 0; i < 20 * 1024; ++i) fwrite(line, 1, sizeof(line), stdout); return 0; }
  if (!strcmp(what, "hog")) for (;;) { volatile char* page = malloc(1 << 20);
    for (int i = 0; i < 1 << 20; i += 4096) page[i] = 1; }
  if (!strcmp(what, "sleep")) for (;;) pause();
  if (!strcmp(what, "leave")) { if (fork() == 0) for (;;) pause(); return 0; }
  return 9;
}
)");
    const auto compiled = sys::run_process(
        {.argv = {"clang-19", "--target=riscv64-linux-gnu", "-O1", "-static", "-fuse-ld=lld", "-o",
                  act().string(), tree_.at("guest/act.c").string()}});
    EXPECT_TRUE(compiled.exited(0)) << compiled.err;
  }

  const SmallTree& tree() const { return tree_; }
  const Ran& built() const { return built_; }
  std::filesystem::path act() const { return tree_.at("guest/act"); }
  std::filesystem::path image() const { return tree_.at("build/images") / kTarget / kOs; }
  record::BootImage boot_image() const {
    return {.os = kOs,
            .arch = "riscv64",
            .kernel = image() / "kernel",
            .initramfs = image() / "initramfs.cpio",
            .init = image() / "init",
            .symbols = {},
            .release = {},
            .sha256 = {}};
  }

 private:
  SmallTree tree_;
  Ran built_;
};

inline const Made& made() {
  static const Made once;
  return once;
}

}  // namespace assay::cli
