// SPDX-License-Identifier: Apache-2.0
#include "sys/pager.h"

#include <gtest/gtest.h>

#include <csignal>

#include "sys/files.h"
#include "sys/terminal_test.h"
#include "sys/variable_test.h"

namespace assay::sys {
namespace {

constexpr base::Bytes kLimit{8u << 20};

TEST(Pager, IsTheUsersChoice) {
  const ScopedVariable terminal("TERM", "xterm");
  const auto command = [](const char* own, const char* common) {
    const ScopedVariable first("ASSAY_PAGER", own), second("PAGER", common);
    return pager_command();
  };
  EXPECT_EQ(command(nullptr, nullptr), "less -FRX");
  EXPECT_EQ(command(nullptr, "more"), "more");
  EXPECT_EQ(command("most -x", "more"), "most -x");
  EXPECT_EQ(command(nullptr, ""), "");
  EXPECT_EQ(command("", "more"), "");
  EXPECT_EQ(command(nullptr, "cat"), "");
  EXPECT_EQ(command(" cat ", "more"), "");
}

TEST(Pager, IsNotForTerminalsThatCannotPage) {
  const ScopedVariable own("ASSAY_PAGER", "less");
  for (const char* kind : {"dumb", static_cast<const char*>(nullptr)}) {
    const ScopedVariable terminal("TERM", kind);
    EXPECT_EQ(pager_command(), "");
  }
}

TEST(Pager, GetsAllOfTheTextAndMayEndAsItLikes) {
  const TemporaryFolder folder;
  const std::string file = folder.path() / "seen";
  const std::string text(300'000, 'x');  // more than a pipe holds
  EXPECT_TRUE(show_in_pager("cat > " + file + "; exit 3", text));
  EXPECT_EQ(read_file(file, kLimit), text);
}

TEST(Pager, ShowsColoursUnlessToldOtherwise) {
  const TemporaryFolder folder;
  const std::string file = folder.path() / "seen";
  const auto less = [&](const char* before) {
    const ScopedVariable options("LESS", before);
    EXPECT_TRUE(show_in_pager("echo $LESS > " + file, "text"));
    return read_file(file, kLimit);
  };
  EXPECT_EQ(less(nullptr), "FRX\n");
  EXPECT_EQ(less("-i"), "-i\n");
}

TEST(Pager, ThatQuitsEarlyHarmsNobody) {
  const auto before = signal(SIGPIPE, SIG_DFL);
  EXPECT_TRUE(show_in_pager("true", std::string(3'000'000, 'x')));
  EXPECT_EQ(signal(SIGPIPE, before), SIG_DFL);
}

TEST(Pager, ThatCannotBeStartedShowsNothing) {
  EXPECT_FALSE(show_in_pager("no-such-pager -x", "text"));
  EXPECT_FALSE(show_in_pager("no-such-pager 'x'", "text"));
  EXPECT_FALSE(show_in_pager("", "text"));
}

TEST(Pager, CtrlCIsThePagersOwn) {
  const TemporaryFolder folder;
  const std::string file = folder.path() / "seen";
  // We live on, and the pager, which must not have inherited our deafness, notes the signal.
  const std::string command =
      "trap 'echo told > " + file + "' INT; kill -INT $PPID; kill -INT $$; cat > /dev/null";
  const auto before = signal(SIGINT, SIG_DFL);
  EXPECT_TRUE(show_in_pager(command, std::string(3'000'000, 'x')));
  EXPECT_EQ(signal(SIGINT, before), SIG_DFL);
  EXPECT_EQ(read_file(file, kLimit), "told\n");
}

TEST(Pager, KnowsTheRowsOfATerminal) {
  const ScopedTerminal terminal(24, 133);
  ASSERT_TRUE(terminal.good());
  const auto [without, with] = on_file_and_terminal(terminal, [] { return terminal_rows(); });
  EXPECT_EQ(without, 0);
  EXPECT_EQ(with, 24);
}

}  // namespace
}  // namespace assay::sys
