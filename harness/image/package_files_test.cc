// SPDX-License-Identifier: Apache-2.0
#include "image/package_files.h"

#include <gmock/gmock.h>

namespace assay::image {
namespace {

TEST(PackageFiles, OfAnImageAreThoseThatProgramsNeed) {
  EXPECT_TRUE(is_of_image("usr/bin/true"));
  EXPECT_TRUE(is_of_image("etc/passwd"));
  EXPECT_FALSE(is_of_image("usr/share/man/man1/true.1.gz"));
  EXPECT_FALSE(is_of_image("var/lib/rpm/rpmdb.sqlite"));
  EXPECT_FALSE(is_of_image("usr/lib/modules/6.12.1/kernel/x/veth.ko.xz"));
  EXPECT_FALSE(is_of_image("boot/vmlinuz-6.12.1"));
}

TEST(PackageFiles, OfAKernelAreItselfAndTheModulesNamed) {
  const std::vector<std::string> modules{"virtio_mmio"};
  EXPECT_TRUE(is_of_kernel("boot/vmlinuz-6.1.0-1-arm64", modules));
  EXPECT_TRUE(is_of_kernel("boot/vmlinux-6.12.1-riscv64", modules));
  EXPECT_TRUE(is_of_kernel("usr/lib/modules/6.12.1/modules.builtin", modules));
  EXPECT_TRUE(is_of_kernel("lib/modules/6.1/kernel/drivers/virtio/virtio-mmio.ko", modules));
  EXPECT_TRUE(is_of_kernel("lib/modules/6.1/kernel/drivers/virtio/virtio_mmio.ko.xz", modules));
  EXPECT_FALSE(is_of_kernel("lib/modules/6.1/kernel/drivers/virtio/virtio.ko", modules));
  EXPECT_FALSE(is_of_kernel("boot/config-6.1.0-1-arm64", modules));
}

}  // namespace
}  // namespace assay::image
