// SPDX-License-Identifier: Apache-2.0
#include "sys/environment.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/files.h"
#include "sys/terminal_test.h"
#include "sys/variable_test.h"

namespace assay::sys {
namespace {

TEST(Environment, AVariableIsThereWhenItIsSetAndNotEmpty) {
  const ScopedVariable full("ASSAY_TEST_FULL", "x y");
  const ScopedVariable empty("ASSAY_TEST_EMPTY", "");
  EXPECT_EQ(variable("ASSAY_TEST_FULL"), "x y");
  EXPECT_EQ(variable("ASSAY_TEST_EMPTY"), std::nullopt);
  EXPECT_EQ(variable("ASSAY_TEST_NEVER_SET"), std::nullopt);
}

TEST(Environment, FindsTheFirstExecutableInPath) {
  const TemporaryFolder folder;
  for (const char* name : {"a/tool", "b/tool", "c/tool"}) {
    write_whole(folder.path() / name, "#!/bin/sh\n");
  }
  ASSERT_EQ(mkdir((folder.path() / "a/sub").c_str(), 0700), 0);
  chmod((folder.path() / "b/tool").c_str(), 0755);
  chmod((folder.path() / "c/tool").c_str(), 0755);
  const std::string root = folder.path();
  const ScopedVariable path("PATH",
                            (root + "/none::" + root + "/a:" + root + "/b:" + root + "/c").c_str());
  EXPECT_EQ(find_program("tool"), folder.path() / "b/tool");  // a/tool is not executable
  EXPECT_EQ(find_program("sub"), std::nullopt);               // a folder is not a program
  EXPECT_EQ(find_program("nothing-of-that-name"), std::nullopt);
  EXPECT_EQ(find_program(""), std::nullopt);
}

TEST(Environment, TakesANameWithASlashAsItIs) {
  EXPECT_EQ(find_program("/bin/sh"), "/bin/sh");
  EXPECT_EQ(find_program("/bin/no-such-program"), std::nullopt);
  EXPECT_EQ(find_program("/tmp"), std::nullopt);
}

TEST(Environment, FindsTheShellWithoutAnyPath) {
  const ScopedVariable path("PATH", nullptr);
  EXPECT_NE(find_program("sh"), std::nullopt);
}

TEST(Environment, NeverLooksIntoTheCurrentFolder) {
  const TemporaryFolder folder;
  write_whole(folder.path() / "tool", "#!/bin/sh\n");
  chmod((folder.path() / "tool").c_str(), 0755);
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  const ScopedVariable path("PATH", ":.:");
  EXPECT_EQ(find_program("tool"), std::nullopt);
  std::filesystem::current_path(before);
}

TEST(Environment, KnowsATerminalAndItsWidth) {
  const ScopedTerminal terminal(24, 133);
  ASSERT_TRUE(terminal.good());
  EXPECT_TRUE(is_terminal(terminal.theirs()));
  const int file = open("/dev/null", O_WRONLY | O_CLOEXEC);
  EXPECT_FALSE(is_terminal(file));
  close(file);
  const auto [without, with] = on_file_and_terminal(terminal, [] { return terminal_columns(); });
  EXPECT_EQ(without, 100);
  EXPECT_EQ(with, 133);
}

}  // namespace
}  // namespace assay::sys
