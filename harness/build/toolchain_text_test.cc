// SPDX-License-Identifier: Apache-2.0
#include "build/toolchain_text.h"

#include <gmock/gmock.h>

#include "build/tiny_tree_test.h"

namespace assay::build {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class AToolchainFile : public ::testing::Test {
 protected:
  AToolchainFile() : tree_(folder_.path()), catalog_(tree_.catalog()) {}

  std::string text(const std::string& target, const std::string& toolchain,
                   const RenamedFolders& renamed = {}) const {
    return toolchain_text(tools_of({target, toolchain, "debian", "tiny"}, catalog_, capabilities_),
                          renamed);
  }

  sys::TemporaryFolder folder_;
  TinyTree tree_;
  catalog::Catalog catalog_;
  record::Capabilities capabilities_ = imagined_capabilities();
};

TEST_F(AToolchainFile, NamesSystemCompilersAndFlagsForAForeignTarget) {
  const char* const flags =
      "[==[--target=aarch64-linux-gnu -march=armv8.1-a -ffp-contract=off "
      "-ffile-prefix-map=/src/benchmarks=benchmarks]==]";
  EXPECT_EQ(text("some-arm", "clang", {{"/src/benchmarks", "benchmarks"}}),
            std::string("# some-arm, clang, debian. Written by assay; what is changed here is "
                        "overwritten.\n"
                        "set(CMAKE_SYSTEM_NAME Linux)\n"
                        "set(CMAKE_SYSTEM_PROCESSOR aarch64)\n"
                        "set(CMAKE_C_COMPILER [==[/opt/clang-19]==])\n"
                        "set(CMAKE_C_FLAGS_INIT ") +
                flags +
                ")\n"
                "set(CMAKE_C_FLAGS_RELEASE [==[-O2 -DNDEBUG]==] CACHE STRING \"\")\n"
                "set(CMAKE_CXX_COMPILER [==[/opt/clang++-19]==])\n"
                "set(CMAKE_CXX_FLAGS_INIT " +
                flags +
                ")\n"
                "set(CMAKE_CXX_FLAGS_RELEASE [==[-O2 -DNDEBUG]==] CACHE STRING \"\")\n"
                "set(CMAKE_EXE_LINKER_FLAGS_INIT "
                "[==[-fuse-ld=lld -static -Wl,--build-id=sha1]==])\n"
                "set(CMAKE_FIND_ROOT_PATH [==[/usr/aarch64-linux-gnu]==])\n"
                "set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)\n"
                "set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)\n"
                "set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)\n"
                "set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE BOTH)\n");
}

TEST_F(AToolchainFile, OfTheHostsOwnArchitectureLooksForLibrariesAsUsual) {
  const auto own = text("some-pc", "gcc");
  EXPECT_THAT(own, HasSubstr("set(CMAKE_CXX_COMPILER [==[/opt/g++]==])\n"));
  EXPECT_THAT(own, HasSubstr("set(CMAKE_SYSTEM_PROCESSOR x86_64)\n"));
  EXPECT_THAT(own, HasSubstr("[==[-march=x86-64 -ffp-contract=off]==]"));
  EXPECT_THAT(own, Not(HasSubstr("CMAKE_FIND_ROOT_PATH")));
}

TEST_F(AToolchainFile, LooksForLibrariesInAnUnpackedSysroot) {
  for (auto& sysroot : capabilities_.sysroots) sysroot.path = "/cache/sysroots/debian";
  const char* const root = "set(CMAKE_FIND_ROOT_PATH [==[/cache/sysroots/debian]==])\n";
  EXPECT_THAT(text("some-arm", "clang"), HasSubstr(root));
  EXPECT_THAT(text("some-pc", "clang"), HasSubstr(root));
}

TEST_F(AToolchainFile, QuotesWhatTheShellWouldTakeApart) {
  EXPECT_THAT(text("some-arm", "gcc", {{"/home/a b/it's", "x"}}),
              HasSubstr(" '-ffile-prefix-map=/home/a b/it'\\''s=x']==]"));
}

}  // namespace
}  // namespace assay::build
