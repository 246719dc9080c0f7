// SPDX-License-Identifier: Apache-2.0
#include "image/linux_make.h"

#include "image/tiny_linux_test.h"

namespace assay::image {
namespace {

class MakeLinux : public TinyLinux {};

TEST_F(MakeLinux, TellsMakeArchitectureCompilerAndAFixedBuilder) {
  std::filesystem::rename(root() / "linux", root() / "unpacked");
  source_.folder = root() / "unpacked";
  std::filesystem::create_directory(root() / "made");
  const LinuxMake make{
      .source = source_, .machine = machine_, .clang = clang_, .folder = root() / "made"};
  ASSERT_TRUE(make_linux(make, "Image").good());
  EXPECT_EQ(sys::read_file(root() / "made/boot/Image", {100}), "arm64 -19 assay\n");

  const auto broken = make_linux(make, "broken");
  EXPECT_EQ(broken.code, "kernel-error");
  EXPECT_THAT(broken.reason, testing::StartsWith("kernel/fork.c:7:1: error: expected expression"));
}

}  // namespace
}  // namespace assay::image
