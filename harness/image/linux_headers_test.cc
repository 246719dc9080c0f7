// SPDX-License-Identifier: Apache-2.0
#include "image/linux_headers.h"

#include "image/tiny_linux_test.h"

namespace assay::image {
namespace {

namespace fs = std::filesystem;

class Headers : public TinyLinux {
 protected:
  LinuxHeaders make() { return linux_headers(source_, machine_, clang_, cache(), quiet_); }
};

TEST_F(Headers, AreMadeOnceForAnArchitecture) {
  const auto headers = make();
  ASSERT_TRUE(headers.outcome.good()) << headers.outcome.reason;
  EXPECT_EQ(sys::read_file(headers.include / "linux/x.h", {100}), "header\n");
  EXPECT_EQ(sys::read_file(headers.nolibc / "nolibc.h", {100}), "nolibc\n");
  const auto before = sys::file_stamp(headers.include / "linux/x.h");
  EXPECT_EQ(sys::file_stamp(make().include / "linux/x.h"), before);
  machine_.linux_arch = "riscv";
  EXPECT_NE(make().include, headers.include);
}

TEST_F(Headers, ThatCannotBeMadeLeaveNothing) {
  sys::write_whole(root() / "linux/Makefile", "headers:\n\t@echo 'no such thing' >&2; exit 1\n");
  fs::create_directories(source_.folder.parent_path());
  fs::rename(root() / "linux", source_.folder);  // as if unpacked
  const auto headers = make();
  EXPECT_EQ(headers.outcome.code, "kernel-error");
  EXPECT_FALSE(fs::exists(headers.include));
}

}  // namespace
}  // namespace assay::image
