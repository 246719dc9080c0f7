// SPDX-License-Identifier: Apache-2.0
#include "sys/dialogue.h"

#include <fcntl.h>
#include <gmock/gmock.h>

#include <csignal>

#include "base/error.h"
#include "sys/child_test.h"
#include "sys/files.h"

namespace assay::sys {
namespace {

using namespace std::chrono_literals;
using Heard = Dialogue::Heard;

ProcessRequest request_of_shell(const std::string& script) {
  return {.argv = {"/bin/sh", "-c", script}};
}

std::string all_of(Dialogue& dialogue) {
  std::string said;
  while (dialogue.hear(said, 60s) == Heard::words) {
  }
  return said;
}

TEST(Dialogue, GoesBothWays) {
  Dialogue dialogue(request_of_shell("read a; echo \"heard $a\"; read b; echo \"and $b\"; exit 3"));
  std::string said;
  EXPECT_EQ(dialogue.hear(said, 30ms), Heard::nothing);
  dialogue.tell("one\n");
  EXPECT_EQ(dialogue.hear(said, 60s), Heard::words);
  EXPECT_EQ(said, "heard one\n");
  dialogue.tell("two\n");
  EXPECT_EQ(all_of(dialogue), "and two\n");
  EXPECT_TRUE(dialogue.end(10s).exited(3));
}

TEST(Dialogue, HandsOverMuchWhileItListens) {
  // More than any pipe holds, and the same comes back.
  Dialogue dialogue(request_of_shell("exec cat"));
  std::string much(20u << 20, 'x');
  much.back() = '\n';
  dialogue.tell(much);
  std::string said;
  while (said.size() < much.size()) ASSERT_EQ(dialogue.hear(said, 60s), Heard::words);
  EXPECT_EQ(said, much);
  EXPECT_EQ(dialogue.untaken(), 0u);
  dialogue.close_input();
  EXPECT_EQ(dialogue.hear(said, 60s), Heard::end);
  EXPECT_TRUE(dialogue.end(10s).exited(0));
}

TEST(Dialogue, ToldWhatNobodyReadsIsNoFault) {
  Dialogue dialogue(request_of_shell("exec 0<&-; echo closed; exec sleep 1000"));
  std::string said;
  EXPECT_EQ(dialogue.hear(said, 60s), Heard::words);
  dialogue.tell(std::string(1u << 20, 'x'));
  EXPECT_EQ(dialogue.hear(said, 50ms), Heard::nothing);
  EXPECT_EQ(dialogue.untaken(), 0u);
}

TEST(Dialogue, KeepsTheLastComplaints) {
  ProcessRequest request =
      request_of_shell("for i in 1 2 3 4 5 6 7 8; do echo \"line $i\" >&2; done; echo; read x");
  request.output_limit = {14};
  Dialogue dialogue(request);
  std::string said;
  EXPECT_EQ(dialogue.hear(said, 60s), Heard::words);
  while (dialogue.complaints().find("line 8") == std::string::npos) dialogue.hear(said, 20ms);
  const Ended ended = dialogue.end(10s);
  EXPECT_EQ(ended.err, "line 7\nline 8\n");
  EXPECT_TRUE(ended.cut);
}

TEST(Dialogue, EndsWithItsObjectAndAllItsGroup) {
  const TemporaryFolder folder;
  const auto id = folder.path() / "id";
  {
    Dialogue dialogue(request_of_shell("sleep 1000 & echo $! >" + id.string() + "; wait"));
    EXPECT_GT(wait_for_number(id), 0);
  }
  EXPECT_TRUE(ends(wait_for_number(id)));
}

TEST(Dialogue, AChildThatDoesNotEndIsKilledAfterTheGrace) {
  Dialogue dialogue(
      request_of_shell("trap '' INT TERM HUP; echo began; while :; do sleep 1; done"));
  std::string said;
  EXPECT_EQ(dialogue.hear(said, 60s), Heard::words);
  EXPECT_FALSE(dialogue.wait_for_end(30ms));
  const Ended ended = dialogue.end(30ms);
  EXPECT_EQ(ended.why, Ended::Why::signalled);
  EXPECT_EQ(ended.signal, SIGKILL);
}

TEST(Dialogue, ASignalReachesTheGroup) {
  Dialogue dialogue(request_of_shell("echo began; exec sleep 1000"));
  std::string said;
  EXPECT_EQ(dialogue.hear(said, 60s), Heard::words);
  dialogue.signal(SIGINT);
  EXPECT_TRUE(dialogue.wait_for_end(60s));
  EXPECT_EQ(dialogue.end(0s).signal, SIGINT);
}

TEST(Dialogue, ItsOutputMayBeAFile) {
  const TemporaryFolder folder;
  write_whole(folder.path() / "log", "");
  const Descriptor log(open((folder.path() / "log").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  ProcessRequest request = request_of_shell("echo out; echo err >&2");
  request.output_file = log.number();
  Dialogue dialogue(request);
  EXPECT_TRUE(dialogue.wait_for_end(60s));
  EXPECT_TRUE(dialogue.end(0s).exited(0));
  EXPECT_EQ(read_file(folder.path() / "log", {100}), "out\nerr\n");
}

TEST(Dialogue, ThatCannotStartIsAnError) {
  EXPECT_THROW(Dialogue({.argv = {"no-such-program"}}), base::Error);
}

}  // namespace
}  // namespace assay::sys
