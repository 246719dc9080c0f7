// SPDX-License-Identifier: Apache-2.0
#include "cli/console.h"

#include <gmock/gmock.h>

#include "base/error.h"

namespace assay::cli {
namespace {

using testing::internal::CaptureStderr;
using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStderr;
using testing::internal::GetCapturedStdout;

Words with(std::vector<std::pair<std::string, std::string>> options) {
  Words words;
  for (auto& [name, value] : options) words.values[name] = {value};
  return words;
}

// What comes out on standard error.
std::string said(const Words& words, void (*speak)(Console&)) {
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
  const auto messages = said(Words{}, [](Console& console) {
    console.print("result\n");
    console.say("message");
  });
  EXPECT_EQ(GetCapturedStdout(), "result\n");
  EXPECT_EQ(messages, "message\n");
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
  EXPECT_EQ(said(Words{}, go_on), "");
  EXPECT_EQ(said(with({{"verbose", ""}}), go_on), "building [1/2] a/b/c/d: built\n");
}

TEST(Console, ColorIsOnlyForTerminalsUnlessAskedFor) {
  EXPECT_FALSE(Console(Words{}).look(Words{}).color);
  const auto always = with({{"color", "always"}});
  EXPECT_TRUE(Console(always).look(always).color);
  EXPECT_THROW(Console(with({{"color", "red"}})), base::Error);
}

}  // namespace
}  // namespace assay::cli
