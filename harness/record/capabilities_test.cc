// SPDX-License-Identifier: Apache-2.0
#include "record/capabilities.h"

#include <gtest/gtest.h>

namespace assay::record {
namespace {

Capabilities machine() {
  Capabilities machine;
  machine.tools = {{.name = "cmake", .path = "/usr/bin/cmake"}, {.name = "ninja"}};
  machine.compilers = {{.toolchain = "clang", .arch = "riscv64"},
                       {.toolchain = "gcc", .arch = "aarch64"},
                       {.toolchain = "clang", .arch = "aarch64"}};
  machine.sysroots = {{.os = "debian-12", .arch = "riscv64", .path = {}, .present = true},
                      {.os = "debian-13", .arch = "riscv64"}};
  machine.emulators = {{.tool = {.name = "qemu-riscv64"}, .arch = "riscv64", .plugins = true}};
  return machine;
}

TEST(Capabilities, AreFoundByWhatNamesThem) {
  const Capabilities here = machine();
  ASSERT_NE(here.tool("cmake"), nullptr);
  EXPECT_TRUE(here.tool("cmake")->found());
  EXPECT_EQ(here.compiler("clang", "aarch64"), &here.compilers[2]);
  EXPECT_EQ(here.sysroot("debian-13", "riscv64"), &here.sysroots[1]);
  EXPECT_EQ(here.emulator("riscv64"), &here.emulators[0]);
}

TEST(Capabilities, KnowAMissingToolFromAnUnknownOne) {
  const Capabilities here = machine();
  ASSERT_NE(here.tool("ninja"), nullptr);
  EXPECT_FALSE(here.tool("ninja")->found());
  EXPECT_EQ(here.tool("meson"), nullptr);
}

TEST(Capabilities, NeedBothWordsToFit) {
  const Capabilities here = machine();
  EXPECT_EQ(here.compiler("gcc", "riscv64"), nullptr);
  EXPECT_EQ(here.sysroot("debian-12", "aarch64"), nullptr);
  EXPECT_EQ(here.emulator("aarch64"), nullptr);
}

}  // namespace
}  // namespace assay::record
