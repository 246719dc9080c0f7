// SPDX-License-Identifier: Apache-2.0
#include "terminal/console.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "base/ugly_names_test.h"
#include "sys/terminal_test.h"

namespace assay::terminal {
namespace {

using testing::HasSubstr;
using testing::internal::CaptureStderr;
using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStderr;
using testing::internal::GetCapturedStdout;

Arguments with(std::vector<std::pair<std::string, std::string>> options) {
  Arguments words;
  for (auto& [name, value] : options) words.values[name] = {value};
  return words;
}

// What comes out on standard error.
std::string said(const Arguments& words, void (*speak)(Console&)) {
  CaptureStderr();
  {
    Console console(words);
    speak(console);
  }
  return GetCapturedStderr();
}

void go_on(Console& console) {
  console.progress().stage("building", {"a/b/c/d", "a/b/c/e"});
  console.progress().step("a/b/c/d", "built");
}

TEST(Console, ResultsGoToStandardOutputAndMessagesToStandardError) {
  CaptureStdout();
  const auto messages = said(Arguments{}, [](Console& console) {
    console.print("result\n");
    console.say("message");
  });
  EXPECT_EQ(GetCapturedStdout(), "result\n");
  EXPECT_EQ(messages, "message\n");
}

TEST(Console, MessagesDoNothingToATerminalOrALog) {
  for (const std::string& name : base::ugly_names()) {
    CaptureStderr();
    complain("assay", name);
    const auto text = GetCapturedStderr();
    EXPECT_TRUE(text.starts_with("assay: ") && text.ends_with('\n'));
    for (const auto& line : base::split(text, '\n')) {
      EXPECT_EQ(base::printable(line, 200'000), line);
    }
  }
  EXPECT_EQ(said(Arguments{}, [](Console& console) { console.say("a\x1b[2J\n::error::b"); }),
            "a\\x1b[2J\n\\x3a:error::b\n");
  EXPECT_EQ(said(with({{"verbose", ""}}),
                 [](Console& console) {
                   console.progress().stage("building", {"x"});
                   console.progress().step("\u202ea", "##[error]");
                 }),
            "building [1/1] \\u202ea: #\\x23[error]\n");
}

TEST(Console, QuietSaysNothing) {
  EXPECT_EQ(said(with({{"quiet", ""}}),
                 [](Console& console) {
                   console.say("message");
                   go_on(console);
                 }),
            "");
}

TEST(Console, ProgressIsSilentWhereNobodyWatchesUnlessAskedFor) {
  EXPECT_EQ(said(Arguments{}, go_on), "");
  EXPECT_EQ(said(with({{"verbose", ""}}), go_on), "building [1/2] a/b/c/d: built\n");
}

// What comes on a terminal of 60 columns until it has shown `awaited`.
std::string shown_until(const std::string& awaited, void (*speak)(Console&)) {
  const sys::ScopedTerminal terminal(24, 60);
  EXPECT_TRUE(terminal.good());
  const sys::ScopedStream error(STDERR_FILENO, terminal.theirs());
  std::string text;
  Console console(Arguments{});
  speak(console);
  char part[256];
  while (text.find(awaited) == std::string::npos) {
    const ssize_t got = read(terminal.ours(), part, sizeof part);
    if (got <= 0) break;
    text.append(part, static_cast<std::size_t>(got));
  }
  return text;
}

TEST(Console, ATerminalShowsTheTimeThatPassesInsideAStep) {
  const std::string text = shown_until("2 s so far", [](Console& console) {
    console.progress().stage("building", {"a/b/c/d", "a/b/c/e"});
    console.progress().inside("a/b/c/d", 3, 1200, "files");
  });
  EXPECT_THAT(text, HasSubstr("building: 0 of 2 done, 0 s so far"));
  EXPECT_THAT(text, HasSubstr("\r\x1b[Kbuilding: 0 of 2 done, 1 s so far; a/b/c/d: 3 of 1,200 "));
}

TEST(Console, ColorIsOnlyForTerminalsUnlessAskedFor) {
  EXPECT_FALSE(Console(Arguments{}).style(Arguments{}).color);
  const auto always = with({{"color", "always"}});
  EXPECT_TRUE(Console(always).style(always).color);
  EXPECT_THROW(Console(with({{"color", "red"}})), base::Error);
}

}  // namespace
}  // namespace assay::terminal
