// SPDX-License-Identifier: Apache-2.0
#include "build/built_program.h"

#include <gmock/gmock.h>

#include "build/tiny_tree_test.h"

namespace assay::build {
namespace {

using ::testing::HasSubstr;

TEST(LinkerText, IsTheNameWithTheVersionOfTheFirstLine) {
  EXPECT_EQ(linker_text("GNU ld", "GNU ld (GNU Binutils for Debian) 2.44\nCopyright\n"),
            "GNU ld 2.44");
  EXPECT_EQ(linker_text("GNU ld", "GNU ld (GNU Binutils for Ubuntu 9.9) 2.38\n"), "GNU ld 2.38");
  EXPECT_EQ(linker_text("LLD", "Debian LLD 19.1.7 (compatible with GNU linkers)\n"), "LLD 19.1.7");
  EXPECT_EQ(linker_text("mold", "no number\n"), "mold");
  EXPECT_EQ(linker_text("mold", ""), "mold");
}

TEST(CodeFlags, AreWhatDecidesTheCode) {
  EXPECT_THAT(
      code_flags("/usr/bin/env A=b ccache /usr/bin/clang++-19 -DX -I/a/b -isystem /c "
                 "--target=riscv64-linux-gnu -march=rv64gcv -O2 -std=c++20 -Wall "
                 "-ffile-prefix-map=/a=a -Winvalid-pch -Xclang -include-pch -Xclang x.pch -o y.o "
                 "-c /a/y.cc"),
      ::testing::ElementsAre("-DX", "--target=riscv64-linux-gnu", "-march=rv64gcv", "-O2",
                             "-std=c++20"));
}

class AProgram : public ::testing::Test {
 protected:
  AProgram() : tree_(folder_.path()), catalog_(tree_.catalog()) {}

  Described described(const std::string& bytes) const {
    tree_.write("program", bytes);
    return describe_program(
        folder_.path() / "program",
        tools_of({"some-arm", "clang", "debian", "tiny"}, catalog_, capabilities_));
  }

  sys::TemporaryFolder folder_;
  TinyTree tree_;
  catalog::Catalog catalog_;
  record::Capabilities capabilities_ = imagined_capabilities();
};

// An ELF header without program or section headers (System V ABI, "ELF header").
std::string elf_header(char machine) {
  std::string bytes(64, '\0');
  bytes.replace(0, 7,
                "\x7f"
                "ELF\x02\x01\x01");
  bytes[16] = 2;  // e_type: ET_EXEC
  bytes[18] = machine;
  bytes[20] = 1;   // e_version
  bytes[52] = 64;  // e_ehsize
  return bytes;
}

TEST_F(AProgram, IsDescribedWithEverythingItWasBuiltWith) {
  const auto [outcome, program] = described(elf_header('\xb7'));  // EM_AARCH64
  ASSERT_TRUE(outcome.good()) << outcome.reason;
  EXPECT_EQ(program->arch, "aarch64");
  EXPECT_EQ(program->linkage, "static");
  EXPECT_EQ(program->compiler, "clang 19.1.7");
  EXPECT_EQ(program->linker, "LLD 19.1.7");
  EXPECT_EQ(program->libc, "glibc 2.36");
  EXPECT_EQ(program->benchmark_library, "Google Benchmark 1.9.1");
  EXPECT_THAT(
      program->flags,
      ::testing::ElementsAre("--target=aarch64-linux-gnu", "-march=armv8.1-a", "-ffp-contract=off",
                             "-O2", "-DNDEBUG", "-fuse-ld=lld", "-static", "-Wl,--build-id=sha1"));
}

TEST_F(AProgram, OfAnotherMachineIsRefused) {
  EXPECT_EQ(described(elf_header('\x3e')).outcome.code, "wrong-machine");  // EM_X86_64
  EXPECT_EQ(described("#!/bin/sh\n").outcome.code, "wrong-machine");
}

TEST_F(AProgram, ThatIsNotThereSaysWhoNamesIt) {
  const auto tools = tools_of({"some-arm", "clang", "debian", "tiny"}, catalog_, capabilities_);
  const auto outcome = describe_program(folder_.path() / "absent", tools).outcome;
  EXPECT_EQ(outcome.code, "no-program");
  EXPECT_THAT(outcome.reason, HasSubstr("assay_suite()"));
}

}  // namespace
}  // namespace assay::build
