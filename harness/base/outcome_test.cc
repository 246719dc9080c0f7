// SPDX-License-Identifier: Apache-2.0
#include "base/outcome.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace assay::base {
namespace {

TEST(Outcome, IsGoodOnlyWhenOk) {
  EXPECT_TRUE(Outcome::ok().good());
  EXPECT_TRUE(Outcome{}.good());
  EXPECT_FALSE(Outcome::failed("signal", "SIGILL").good());
  EXPECT_FALSE(Outcome::unavailable("no-compiler", "no g++").good());
  EXPECT_FALSE(Outcome::skipped("hw-only", "only hardware can do 1 GiB").good());
}

TEST(Outcome, KeepsCodeAndReason) {
  const Outcome outcome = Outcome::failed("timeout", "no result for 60 s");
  EXPECT_EQ(outcome.kind, Outcome::Kind::failed);
  EXPECT_EQ(outcome.code, "timeout");
  EXPECT_EQ(outcome.reason, "no result for 60 s");
}

TEST(Outcome, EachKindHasAWordThatReadsBack) {
  using Kind = Outcome::Kind;
  EXPECT_EQ(to_text(Kind::ok), "ok");
  EXPECT_EQ(to_text(Kind::failed), "failed");
  EXPECT_EQ(to_text(Kind::unavailable), "unavailable");
  EXPECT_EQ(to_text(Kind::skipped), "skipped");
}

}  // namespace
}  // namespace assay::base
