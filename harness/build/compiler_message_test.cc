// SPDX-License-Identifier: Apache-2.0
#include "build/compiler_message.h"

#include <gmock/gmock.h>

#include "base/text.h"

namespace assay::build {
namespace {

using ::testing::EndsWith;
using ::testing::SizeIs;
using ::testing::StartsWith;

TEST(CompilerMessage, BeginsAtTheErrorAndLeavesOutNinjasOwnWords) {
  EXPECT_EQ(compiler_message("ninja: Entering directory `/cells/x'\n"
                             "[1/3] Building CXX object a.cc.o\n"
                             "/b/a.cc:2:5: warning: unused\n"
                             "[2/3] Building CXX object b.cc.o\n"
                             "FAILED: b.cc.o \n"
                             "/usr/bin/ccache /usr/bin/clang++-19 -o b.cc.o -c /b/b.cc\n"
                             "/b/b.cc:7:3: error: unknown type name 'thing'\n"
                             "    7 |   thing x;\n"
                             "      |   ^\n"
                             "\n"
                             "1 error generated.\n"
                             "ninja: build stopped: subcommand failed.\n"),
            "/b/b.cc:7:3: error: unknown type name 'thing'\n"
            "    7 |   thing x;\n"
            "      |   ^\n"
            "1 error generated.");
}

TEST(CompilerMessage, HasNoColours) {
  EXPECT_EQ(compiler_message("\x1b[1mb.cc:7:3: \x1b[0;1;31merror: \x1b[0mno\x1b[K\n"),
            "b.cc:7:3: error: no");
}

TEST(CompilerMessage, KnowsTheErrorsOfLinkersAndOfCMake) {
  for (const char* line :
       {"ld.lld: error: undefined symbol: f()", "b.cc:(.text+0x4): undefined reference to `f()'",
        "/usr/bin/ld: cannot find -lm: No such file or directory",
        "CMake Error at CMakeLists.txt:4 (find_package):", "b.cc:1:10: fatal error: x.h: no",
        "error: PCH file was built with other flags",
        "ninja: error: '/b/b.cc', needed by 'b.cc.o', missing and no known rule to make it"}) {
    EXPECT_EQ(compiler_message(std::string("before\n") + line + "\nafter\n"),
              std::string(line) + "\nafter");
  }
}

TEST(CompilerMessage, HasTwentyLinesAtMost) {
  std::string output = "b.cc:1:1: error: first\n";
  for (int i = 0; i < 100; ++i) output += "b.cc:1:1: note: more\n";
  const auto message = compiler_message(output);
  EXPECT_THAT(message, StartsWith("b.cc:1:1: error: first\n"));
  EXPECT_THAT(message, EndsWith("\n..."));
  EXPECT_THAT(base::split(message, '\n'), SizeIs(21));
}

TEST(CompilerMessage, GivesTheLastLinesWhereNoneTellsOfAnError) {
  std::string output;
  for (int i = 1; i <= 30; ++i) output += "line " + std::to_string(i) + "\n";
  const auto lines = base::split(compiler_message(output), '\n');
  ASSERT_THAT(lines, SizeIs(20));
  EXPECT_EQ(lines.front(), "line 11");
  EXPECT_EQ(lines.back(), "line 30");
  EXPECT_EQ(compiler_message(""), "");
}

TEST(FilesDone, AreWhatNinjasLastWholeLineOfProgressSays) {
  EXPECT_EQ(files_done(""), std::nullopt);
  EXPECT_EQ(files_done("[3/17] Building"), std::nullopt);  // the line has not ended
  EXPECT_EQ(files_done("[3/17] Building CXX object a.o\n[4/1"), std::pair(3ul, 17ul));
  EXPECT_EQ(files_done("[3/17] a\n[12/17] b\nb.cc:3: warning: x\n"), std::pair(12ul, 17ul));
  EXPECT_EQ(files_done("[x/y] a\n[99999999999999999999/1] b\n"), std::nullopt);
}

TEST(BuildFailure, TellsAFullDiskFromAFaultInTheSource) {
  const auto full = build_failure("compile-error",
                                  "/tmp/a.s: fatal error: error writing to "
                                  "/tmp/a.o: No space left on device\n");
  EXPECT_EQ(full.kind, base::Outcome::Kind::unavailable);
  EXPECT_EQ(full.code, "disk-full");
  EXPECT_EQ(full.reason,
            "/tmp/a.s: fatal error: error writing to /tmp/a.o: No space left on device");
  const auto wrong = build_failure("compile-error", "b.cc:1:1: error: x\n");
  EXPECT_EQ(wrong.kind, base::Outcome::Kind::failed);
  EXPECT_EQ(wrong.code, "compile-error");
}

// As dash, Ninja, ccache, GCC, clang, the dynamic loader and CMake said them.
TEST(BuildFailure, TellsWhatThisMachineCannotGive) {
  for (const std::string line :
       {"ccache: error: execute_noreturn of /opt/clang++ failed: Exec format error",
        "/bin/sh: 1: /opt/clang++: Permission denied", "/bin/sh: 1: /opt/clang++: not found",
        "/bin/sh: 1: Cannot fork", "ninja: fatal: posix_spawn: Resource temporarily unavailable",
        "ninja: fatal: pipe: Too many open files",
        "cc1plus: out of memory allocating 65536 bytes after a total of 1048576 bytes",
        "LLVM ERROR: out of memory", "g++: fatal error: Killed signal terminated program cc1plus",
        "clang++: error: unable to execute command: Killed",
        "clang++: error while loading shared libraries: libLLVM.so.19.1: failed to map segment "
        "from shared object",
        "g++: fatal error: cannot execute 'cc1plus': execvp: No such file or directory"}) {
    const auto outcome =
        build_failure("compile-error",
                      "[1/2] Building\nFAILED: a.o \n/bin/c++ a.cc\n    " + line + "\nninja: x\n");
    EXPECT_EQ(outcome, base::Outcome::unavailable("host-fault", line));
  }
}

TEST(BuildFailure, DoesNotTakeTheSourcesWordsForTheSystems) {
  const auto outcome = build_failure(
      "compile-error",
      "b.cc:7:3: error: unknown type name 'thing'\n"
      "    7 |   thing x = \"Too many open files\", y = \"No space left on device\";\n"
      "      |   ^ std::bad_alloc\n");
  EXPECT_EQ(outcome.kind, base::Outcome::Kind::failed);
  EXPECT_EQ(outcome.code, "compile-error");
}

}  // namespace
}  // namespace assay::build
