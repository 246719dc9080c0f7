// SPDX-License-Identifier: Apache-2.0
#include "image/guest_init.h"

#include <gmock/gmock.h>

#include "sys/environment.h"
#include "sys/files.h"

namespace assay::image {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

LinuxHeaders headers_in(const fs::path& folder) {
  sys::write_whole(folder / "nolibc/nolibc.h", "#define ANSWER 42\n");
  sys::write_whole(folder / "include/linux/x.h", "#define ONE 1\n");
  return {.outcome = {}, .include = folder / "include", .nolibc = folder / "nolibc"};
}

record::Compiler clang() {
  record::Compiler compiler;
  compiler.c.path = sys::find_program("clang-19")->string();
  compiler.c.version = "19";
  compiler.linker.path = sys::find_program("ld.lld-19")->string();
  return compiler;
}

TEST(GuestInit, IsBuiltForForeignArchitecturesWithoutACLibrary) {
  const sys::TemporaryFolder folder;
  const auto headers = headers_in(folder.path());
  sys::write_whole(folder.path() / "init.c",
                   "#include <linux/x.h>\nvoid _start(void) { static volatile int x; x = ANSWER + "
                   "ONE; for (;;) {} }\n");
  const auto built = build_init(folder.path() / "init.c", headers, clang(), "riscv64-linux-gnu");
  ASSERT_TRUE(built.outcome.good()) << built.outcome.reason;
  EXPECT_EQ(built.bytes->substr(0, 4), "\177ELF");
  EXPECT_EQ((*built.bytes)[18], static_cast<char>(243));  // e_machine EM_RISCV
  fs::remove_all(folder.path() / "nolibc");               // not needed again
  EXPECT_EQ(build_init(folder.path() / "init.c", headers, clang(), "riscv64-linux-gnu").bytes,
            built.bytes);
}

TEST(GuestInit, ThatDoesNotCompileFailsWithTheCompilersWords) {
  const sys::TemporaryFolder folder;
  const auto headers = headers_in(folder.path());
  sys::write_whole(folder.path() / "init.c", "int main(void) { return nothing; }\n");
  const auto built = build_init(folder.path() / "init.c", headers, clang(), "x86_64-linux-gnu");
  EXPECT_EQ(built.outcome.code, "init-error");
  EXPECT_THAT(built.outcome.reason, HasSubstr("use of undeclared identifier 'nothing'"));
}

}  // namespace
}  // namespace assay::image
