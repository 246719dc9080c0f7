// SPDX-License-Identifier: Apache-2.0
#include "evaluate/words.h"

#include <gtest/gtest.h>

#include "run/guests_test.h"

namespace assay::evaluate {
namespace {

TEST(AskCompare, HasAnAnswerForEachKernelAndForTheirMean) {
  const auto program = run::program_to_run("intel", "guest-x86_64").program->path;
  const KernelSet set{"test", {{"good/middle/1000"}, {"good/last/9"}}};
  const auto answers = ask_compare(program, program, set);
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(answers[2].kernel, "geometric mean");
  for (const Answer& answer : answers) {
    EXPECT_GT(answer.low, 0) << answer.kernel;
    EXPECT_LE(answer.low, answer.ratio) << answer.kernel;
    EXPECT_GE(answer.high, answer.ratio) << answer.kernel;
  }
}

}  // namespace
}  // namespace assay::evaluate
