// SPDX-License-Identifier: Apache-2.0
#include "reach/follower.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "reach/protocol.h"
#include "sys/files.h"

namespace assay::reach {
namespace {

class FollowerTest : public ::testing::Test {
 protected:
  void write(const char* name, const std::string& text) const {
    sys::write_whole(folder_.path() / name, text);
  }
  sys::TemporaryFolder folder_;
  Follower follower_{RunFolder(folder_.path())};
};

TEST_F(FollowerTest, GivesWhatIsNewInEveryFile) {
  EXPECT_FALSE(follower_.next(RunState::running).has_value());
  write("log", "one");
  write("results/session-2.jsonl", "{}\n");
  const auto log = follower_.next(RunState::running);
  EXPECT_EQ(log->name, "log");
  EXPECT_EQ(log->bytes, "one");
  EXPECT_EQ(follower_.next(RunState::running)->name, "session-2");
  EXPECT_FALSE(follower_.next(RunState::running).has_value());
  write("log", "one and two");
  const auto more = follower_.next(RunState::running);
  EXPECT_EQ(more->at, 3u);
  EXPECT_EQ(more->bytes, " and two");
  EXPECT_EQ(more->sha256, base::sha256("one and two"));
}

TEST_F(FollowerTest, GivesTheRecordOfARunThatHasEnded) {
  write("results/record.json", "{}");
  EXPECT_FALSE(follower_.next(RunState::running).has_value());
  EXPECT_EQ(follower_.next(RunState::ended)->name, "record");
}

TEST_F(FollowerTest, GivesPartsThatFitIntoAFrame) {
  const std::string text(100'000, 'x');
  write("results/session-1.jsonl", text);
  std::string all;
  while (const auto part = follower_.next(RunState::running)) {
    EXPECT_LE(part->bytes.size(), kMostPart.value);
    EXPECT_EQ(part->at, all.size());
    all += part->bytes;
  }
  EXPECT_EQ(all, text);
}

TEST_F(FollowerTest, GoesOnWhereTheOtherSideIs) {
  write("log", "one and two");
  EXPECT_TRUE(follower_.resume("log", 3, base::sha256("one")));
  EXPECT_EQ(follower_.next(RunState::running)->bytes, " and two");
  EXPECT_FALSE(follower_.resume("log", 3, base::sha256("two")));
  EXPECT_EQ(follower_.next(RunState::running)->bytes, "one and two");
  EXPECT_FALSE(follower_.resume("log", 100, base::sha256("one and two")));
  EXPECT_FALSE(follower_.resume("session-1", 1, base::sha256("x")));
  EXPECT_THROW(follower_.resume("../../etc/passwd", 0, ""), base::Error);
}

TEST_F(FollowerTest, GivesTheBeginningOfAnEndlessLog) {
  write("log", std::string((1u << 20) + 5, 'x'));
  std::size_t all = 0;
  while (const auto part = follower_.next(RunState::running)) all += part->bytes.size();
  EXPECT_EQ(all, std::size_t{1} << 20);
}

}  // namespace
}  // namespace assay::reach
