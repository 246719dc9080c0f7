// SPDX-License-Identifier: Apache-2.0
#include "sys/background_process.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "sys/child_test.h"
#include "sys/files.h"
#include "sys/shared_page.h"

namespace assay::sys {
namespace {

TEST(BackgroundProcess, GivesWhatAChildLeftThatEndedByItself) {
  BackgroundProcess child({.argv = {"sh", "-c", "echo out; echo err >&2; exit 3"}});
  while (!child.has_ended()) usleep(1000);
  const Ended ended = child.end();
  EXPECT_TRUE(ended.exited(3));
  EXPECT_EQ(ended.out, "out\n");
  EXPECT_EQ(ended.err, "err\n");
}

TEST(BackgroundProcess, TellsASignal) {
  BackgroundProcess child({.argv = {"sh", "-c", "kill -SEGV $$"}});
  while (!child.has_ended()) usleep(1000);
  const Ended ended = child.end();
  EXPECT_EQ(ended.why, Ended::Why::signalled);
  EXPECT_EQ(signal_name(ended.signal), "SIGSEGV");
}

TEST(BackgroundProcess, EndsWithTheObject) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "id";
  pid_t id = 0;
  {
    const BackgroundProcess child(
        {.argv = {"sh", "-c", "echo $$ > \"$0\"; exec sleep 1000", file.string()}});
    while (id == 0) {
      std::ifstream(file) >> id;
      usleep(1000);
    }
    EXPECT_TRUE(is_running(id));
  }
  EXPECT_TRUE(ends(id));
}

TEST(BackgroundProcess, EndsWithTheDaemonsThatItLeft) {
  const TemporaryFolder folder;
  BackgroundProcess child({.argv = {"sh", "-c",
                                    "(setsid sh -c 'echo $$ > daemon; exec sleep 1000' "
                                    ">/dev/null 2>&1 </dev/null &); exec sleep 1000"},
                           .folder = folder.path()});
  const pid_t daemon = wait_for_number(folder.path() / "daemon");
  ASSERT_TRUE(is_running(daemon));
  child.end();
  EXPECT_FALSE(is_running(daemon));
}

TEST(BackgroundProcess, WritesMoreThanAPipeHoldsAndKeepsTheLast) {
  BackgroundProcess child(
      {.argv = {"sh", "-c", "head -c 5000000 /dev/zero; echo last; echo end >&2"},
       .output_limit = base::Bytes{1000}});
  while (!child.has_ended()) child.drain();
  const Ended ended = child.end();
  EXPECT_TRUE(ended.exited(0));
  EXPECT_TRUE(ended.cut);
  EXPECT_EQ(ended.out.size(), 1000u);
  EXPECT_TRUE(ended.out.ends_with("last\n"));
  EXPECT_EQ(ended.err, "end\n");
}

TEST(BackgroundProcess, IsNotHeldByWhatItLeftThatWritesForEver) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "id";
  BackgroundProcess child(
      {.argv = {"sh", "-c", "setsid sh -c 'echo $$ > \"$0\"; exec yes' \"$0\" & sleep 0.2",
                file.string()},
       .output_limit = base::Bytes{1000}});
  while (!child.has_ended()) child.drain();
  child.end();
  EXPECT_FALSE(is_running(wait_for_number(file)));
}

TEST(BackgroundProcess, HasTheGivenFileAsStandardInput) {
  const SharedPage page(4);
  std::copy_n("abcd", 4, static_cast<char*>(page.data()));
  BackgroundProcess child({.argv = {"cat"}, .input_file = page.descriptor()});
  while (!child.has_ended()) usleep(1000);
  EXPECT_EQ(child.end().out, "abcd");
}

}  // namespace
}  // namespace assay::sys
