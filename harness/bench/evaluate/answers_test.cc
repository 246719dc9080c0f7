// SPDX-License-Identifier: Apache-2.0
#include "evaluate/answers.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace assay::evaluate {
namespace {

TEST(Line, ReadsBackAsItWasWritten) {
  const Line line{.task = {7, "quiet", "assay", "plus2", "divide"},
                  .set = "published",
                  .created = "2026-01-02T03:04:05Z",
                  .harness = "0.1.0 abc",
                  .machine = "virtualised, 2 CPUs",
                  .seconds = 2.5,
                  .unfit = "",
                  .answers = {{.kernel = "divide",
                               .mode = "calls",
                               .verdict = "regressed",
                               .ratio = 1.02,
                               .low = 1.01,
                               .high = 1.03,
                               .seconds = 2,
                               .blocks = {0.02, 0.019}}}};
  const Line again = parse_line(to_text(line), "raw.jsonl");
  EXPECT_EQ(to_text(again), to_text(line));
  EXPECT_EQ(again.task.id(), "7/assay/plus2/divide");
  EXPECT_EQ(again.answers[0].blocks[1], 0.019);
}

TEST(Line, ThatIsBrokenIsRefusedByName) {
  try {
    parse_line(R"({"schema": "assay.evaluation/1", "set": 3})", "raw.jsonl:12");
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_NE(std::string(error.what()).find("raw.jsonl:12"), std::string::npos);
  }
}

}  // namespace
}  // namespace assay::evaluate
