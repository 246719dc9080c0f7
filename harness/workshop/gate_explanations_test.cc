// SPDX-License-Identifier: Apache-2.0
#include "workshop/gate_explanations.h"

#include <gmock/gmock.h>

#include "judge/decision.h"
#include "judge/gates_test.h"
#include "work/gate_sides_test.h"

namespace assay::workshop {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class GateExplanations : public testing::Test {
 protected:
  std::vector<judge::Explanation> explained(const record::Record& record) {
    const work::GateSide side = work::side_of("run.json", std::vector<record::CellRecord>{});
    base::NoProgress progress;
    return explain(judge::decide(record), record, {side, side}, {}, bench_.instruments(), 1,
                   progress);
  }
  work::TestBench bench_;
};

TEST_F(GateExplanations, AreOfRowsThatTurnedRed) {
  record::Record record = judge::counted_gate(100'000, 120'000);
  record.question->explained = record::Explained::red;
  const auto red = explained(record);
  ASSERT_THAT(red, SizeIs(1));
  EXPECT_EQ(red[0].target, "riscv64-gc");
  EXPECT_THAT(red[0].notes, ElementsAre(HasSubstr("a record contains counts but no code")));
  record = judge::counted_gate(100'000, 100'000);
  record.question->explained = record::Explained::red;
  EXPECT_THAT(explained(record), IsEmpty());
  record.question->explained = record::Explained::all;
  EXPECT_THAT(explained(record), SizeIs(1));
}

TEST_F(GateExplanations, SayWhatOfATimeMoved) {
  record::Record record = judge::counted_gate(100, 100);
  record.paired->benchmarks = {judge::suspect("tiny/slower", std::log(1.05))};
  record.question->explained = record::Explained::red;
  const auto red = explained(record);
  ASSERT_THAT(red, SizeIs(1));
  EXPECT_FALSE(red[0].movements.empty());
}

}  // namespace
}  // namespace assay::workshop
