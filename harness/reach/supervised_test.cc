// SPDX-License-Identifier: Apache-2.0
// `served_test.cc` sees runs end by themselves, by their lease and because they were stopped. Here
// stands what it can't make.
#include "reach/supervised.h"

#include <gmock/gmock.h>

#include <csignal>

#include "reach/run_folder.h"
#include "reach/stand_in_test.h"
#include "sys/trees.h"

namespace assay::reach {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class SupervisedTest : public ::testing::Test {
 protected:
  // A script in place of the kit's program.
  void prepare(const std::string& script, const Order& order) const {
    sys::write_whole(run_.program(), "#!/bin/sh\n" + script);
    fs::permissions(run_.program(), fs::perms::owner_all);
    sys::make_folder(run_.results());
    sys::write_whole(run_.order(), to_json(order).dump());
    run_.renew();
  }
  int supervise_there() const {
    return sys::run_process({.argv = {stand_in(), "supervise", run_.path()}}).status;
  }
  sys::TemporaryFolder folder_;
  RunFolder run_{folder_.path() / "run"};
};

TEST_F(SupervisedTest, NotesHowItEnded) {
  prepare("exit 7", {});
  EXPECT_EQ(supervise_there(), 0);
  EXPECT_EQ(run_.end()->how, "exited");
  EXPECT_EQ(run_.end()->status, 7);
  prepare("kill -SEGV $$", {});
  supervise_there();
  EXPECT_EQ(run_.end()->how, "signal");
  EXPECT_EQ(run_.end()->status, 11);
}

TEST_F(SupervisedTest, GivesTheProgramItsWordsAndVariables) {
  prepare("echo \"$# $1 $2 $3 $4\" >words; echo \"$ASSAY_TEST\" >>words; pwd >>words",
          {.arguments = {"two words"}, .environment = {{"ASSAY_TEST", "a = b"}}});
  supervise_there();
  EXPECT_EQ(
      sys::read_file(run_.path() / "words", {1000}),
      "4 run -o " + run_.results().string() + " two words\na = b\n" + run_.path().string() + "\n");
}

TEST_F(SupervisedTest, SaysWhatCannotBeStarted) {
  prepare("", {});
  sys::remove_tree(run_.program());
  supervise_there();
  EXPECT_EQ(run_.end()->how, "failed");
  EXPECT_THAT(run_.end()->why, HasSubstr("cannot start"));
  prepare("", {.cpus = "65000"});
  supervise_there();
  EXPECT_THAT(run_.end()->why, HasSubstr("65000"));
  prepare("", {});
  sys::write_whole(run_.order(), "rubbish");
  supervise_there();
  EXPECT_EQ(run_.end()->how, "failed");
}

TEST_F(SupervisedTest, TheLeaseEndsARunWhenItsJournalHasGrown) {
  prepare(
      "trap 'echo told >told; exit 130' INT\n"
      "while :; do sleep 0.5; echo line >>results/session-1.jsonl; done",
      {.patience = std::chrono::milliseconds(20)});
  supervise_there();
  EXPECT_EQ(run_.end()->how, "lease");
  EXPECT_EQ(run_.end()->status, 130);
  EXPECT_THAT(sys::read_file(run_.results() / "session-1.jsonl", {1000}), HasSubstr("line\n"));
}

TEST_F(SupervisedTest, WhatEndsByItselfAfterItsLeaseHasExited) {
  prepare("trap 'exit 130' INT; sleep 0.5; exit 7", {.patience = std::chrono::milliseconds(20)});
  supervise_there();
  EXPECT_EQ(run_.end()->how, "exited");
  EXPECT_EQ(run_.end()->status, 7);
}

TEST_F(SupervisedTest, EndsOnceAProgramThatDoesNotListen) {
  prepare("trap '' INT; echo began; exec sleep 1000", {.patience = std::chrono::milliseconds(100)});
  // It would be killed after a minute; the test does that now.
  sys::Dialogue supervisor({.argv = {stand_in(), "supervise", run_.path()}});
  EXPECT_TRUE(comes_true([&] { return run_.state() == RunState::running; }));
  supervisor.signal(SIGKILL);
  EXPECT_TRUE(supervisor.wait_for_end(std::chrono::seconds(60)));
  EXPECT_EQ(run_.state(), RunState::died);
}

}  // namespace
}  // namespace assay::reach
