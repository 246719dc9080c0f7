// SPDX-License-Identifier: Apache-2.0
#include "reach/how_far.h"

#include <gtest/gtest.h>

namespace assay::reach {
namespace {

using Executions = HowFar::Executions;

TEST(HowFar, IsWhatTheLastWholeLineSays) {
  HowFar far;
  EXPECT_EQ(far.add("session-1", R"({"kit":"x"})"
                                 "\n"
                                 R"({"part":"k","done":3,"pl)"),
            std::nullopt);
  EXPECT_EQ(far.add("session-1", "anned\":40}\n{\"part\":\"k\",\"done\":5,\"planned\":40}\n{"),
            (Executions{5, 40}));
  EXPECT_EQ(far.add("session-1", "\"key\":\"k\"}\n"), std::nullopt);
}

TEST(HowFar, IsOfJournalsAlone) {
  HowFar far;
  EXPECT_EQ(far.add("log", "{\"done\":5,\"planned\":40}\n"), std::nullopt);
  EXPECT_EQ(far.add("session-1", "{\"done\":5,"), std::nullopt);
  EXPECT_EQ(far.add("session-2", "{\"done\":1,\"planned\":4}\n"), (Executions{1, 4}));
}

TEST(HowFar, IsNotToldByWhatIsNoJournal) {
  for (const char* line :
       {"", "rubbish", "[]", "5", R"({"planned":"a"})", R"({"planned":-1})",
        R"({"planned":0,"done":0})", R"({"planned":4})", R"({"planned":1e300})"}) {
    HowFar far;
    EXPECT_EQ(far.add("session-1", std::string(line) + "\n"), std::nullopt) << line;
  }
  HowFar far;
  EXPECT_EQ(far.add("session-1", "{\"done\":9,\"planned\":4}\n"), (Executions{4, 4}));
}

}  // namespace
}  // namespace assay::reach
