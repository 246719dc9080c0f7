// SPDX-License-Identifier: Apache-2.0
#include "workshop/code_explanation.h"

#include <gmock/gmock.h>

#include "work/gate_sides_test.h"

namespace assay::workshop {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

class ExplainCode : public testing::Test {
 protected:
  judge::Explanation explain(const std::string& base, const std::string& head) {
    const work::GateSide base_side = work::side_of("base", {run::program_to_run("arm", base)});
    const work::GateSide head_side = work::side_of("head", {run::program_to_run("arm", head)});
    const work::GatePair pair{.base = &base_side.programs[0], .head = &head_side.programs[0]};
    judge::Explanation explanation{.benchmark = "guest/good/short/8"};
    base::NoProgress progress;
    explain_code(explanation, explanation.benchmark, pair, {base_side, head_side},
                 bench_.instruments(), {.runners = {"qemu-user"}}, progress);
    return explanation;
  }
  work::TestBench bench_;
};

// Eight steps of a loop, the same in both.
TEST_F(ExplainCode, CountsBothSidesAndFindsNoChangeInTheSameProgram) {
  const judge::Explanation explanation = explain("guest-aarch64", "guest-aarch64");
  EXPECT_TRUE(explanation.counted);
  EXPECT_EQ(explanation.target, "arm");
  EXPECT_GE(explanation.base, 8);
  EXPECT_EQ(explanation.base, explanation.head);
  EXPECT_THAT(explanation.functions, IsEmpty());
}

TEST_F(ExplainCode, SaysWhyItCannot) {
  bench_.capabilities.emulators.clear();
  const judge::Explanation explanation = explain("guest-aarch64", "guest-aarch64");
  EXPECT_FALSE(explanation.counted);
  EXPECT_THAT(explanation.notes, Contains(HasSubstr("its instructions are not counted: no-qemu")));
}

}  // namespace
}  // namespace assay::workshop
