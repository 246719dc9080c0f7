// SPDX-License-Identifier: Apache-2.0
#include "reach/how_far.h"

#include <gtest/gtest.h>

namespace assay::reach {
namespace {

using Said = HowFar::Said;

TEST(HowFar, IsWhatTheLastWholeLineSays) {
  HowFar far;
  EXPECT_EQ(far.add("session-1", R"({"kit":"x"})"
                                 "\n"
                                 R"({"part":"k","done":3,"pl)"),
            std::nullopt);
  EXPECT_EQ(far.add("session-1", "anned\":40}\n{\"part\":\"k\",\"done\":5,\"planned\":40}\n{"),
            (Said{5, 40}));
  EXPECT_EQ(far.add("session-1", "\"key\":\"k\"}\n"), std::nullopt);
}

TEST(HowFar, OfAGateIsTheNumberOfItsBlocks) {
  HowFar far;
  EXPECT_EQ(
      far.add("session-1",
              "{\"kit\":\"x\"}\n{\"measured\":{},\"done\":1}\n{\"measured\":{},\"done\":2}\n"),
      (Said{2, 0}));
  EXPECT_EQ(far.add("session-1", "{\"kit\":\"x\"}\n"), std::nullopt);
  EXPECT_EQ(far.add("session-1", "{\"measured\":{},\"done\":1}\n"), (Said{1, 0}));
}

TEST(HowFar, IsOfJournalsAlone) {
  HowFar far;
  EXPECT_EQ(far.add("log", "{\"done\":5,\"planned\":40}\n"), std::nullopt);
  EXPECT_EQ(far.add("session-1", "{\"done\":5,"), std::nullopt);
  EXPECT_EQ(far.add("session-2", "{\"done\":1,\"planned\":4}\n"), (Said{1, 4}));
}

TEST(HowFar, IsNotToldByWhatIsNoJournal) {
  for (const char* line : {"", "rubbish", "[]", "5", R"({"planned":"a"})", R"({"planned":-1})",
                           R"({"planned":0,"done":0})", R"({"planned":4})", R"({"done":-1})",
                           R"({"done":1e300})", R"({"planned":1e300})"}) {
    HowFar far;
    EXPECT_EQ(far.add("session-1", std::string(line) + "\n"), std::nullopt) << line;
  }
  HowFar far;
  EXPECT_EQ(far.add("session-1", "{\"done\":9,\"planned\":4}\n"), (Said{4, 4}));
}

}  // namespace
}  // namespace assay::reach
