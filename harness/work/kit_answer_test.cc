// SPDX-License-Identifier: Apache-2.0
#include "work/kit_answer.h"

#include <gmock/gmock.h>

#include <functional>

#include "base/error.h"
#include "record/question_json.h"
#include "work/gate_kit.h"
#include "work/gate_sides_test.h"

namespace assay::work {
namespace {

using testing::HasSubstr;

std::string refusal_of(const record::Record& record, const Kit& kit) {
  try {
    require_answer(record, kit, "lab1");
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    return error.what();
  }
  return "";
}

class KitAnswer : public testing::Test {
 protected:
  // What the machine says when it lies in one thing.
  void expect_refused(const std::function<void(record::Record&)>& lie, const std::string& why) {
    record::Record record = answer_;
    lie(record);
    EXPECT_THAT(refusal_of(record, kit_),
                HasSubstr("the record of lab1 is no answer to what was sent there: " + why));
  }
  Kit kit_;
  record::Record answer_;
};

class RunAnswer : public KitAnswer {
 protected:
  RunAnswer() {
    answer_.provenance = "measured";
    for (const char* suite : {"libc", "compute"}) {
      const KitProgram sent{.cell = {"kunpeng-920", "clang", "debian-12", suite},
                            .program = {.path = "programs/" + std::string(suite),
                                        .sha256 = std::string(64, suite[0]),
                                        .flags = {"-O2"}}};
      kit_.manifest.programs.push_back(sent);
      answer_.cells.push_back(
          {.cell = sent.cell, .place = {.host = 0, .runner = "native"}, .program = sent.program});
    }
  }
};

TEST_F(RunAnswer, IsOfTheProgramsThatWereSentAndOfAllOfThem) {
  EXPECT_EQ(refusal_of(answer_, kit_), "");
  answer_.cells.push_back(answer_.cells[0]);  // a second session
  EXPECT_EQ(refusal_of(answer_, kit_), "");

  expect_refused([](auto& record) { record.cells[0].cell.target = "riscv64-gcv"; },
                 "no such program was sent for riscv64-gcv/clang/debian-12/libc");
  expect_refused([](auto& record) { record.cells[0].program->sha256 = std::string(64, '0'); },
                 "no such program was sent for kunpeng-920/clang/debian-12/libc");
  expect_refused([](auto& record) { record.cells[0].program->flags = {"-O3"}; },
                 "no such program was sent");
  expect_refused([](auto& record) { record.cells[0].program.reset(); }, "no such program was sent");
  expect_refused([](auto& record) { record.cells.erase(record.cells.begin() + 1); },
                 "it lacks kunpeng-920/clang/debian-12/compute");
}

TEST_F(RunAnswer, WasMeasuredByTheMachineItself) {
  expect_refused([](auto& record) { record.cells[0].place.runner = "qemu-user"; },
                 "kunpeng-920/clang/debian-12/libc was not run by that machine itself");
  expect_refused([](auto& record) { record.cells[1].place.emulator.emplace(); },
                 "kunpeng-920/clang/debian-12/compute was not run by that machine itself");
  expect_refused([](auto& record) { record.provenance = "imported"; }, "it is made from another");
  expect_refused([](auto& record) { record.derived_from.emplace(); }, "it is made from another");
  expect_refused([](auto& record) { record.round.emplace(); }, "it is of a round");
  expect_refused([](auto& record) { record.question.emplace(); }, "it is a gate's");
}

class GateAnswer : public KitAnswer {
 protected:
  GateAnswer() {
    const GateSide side = side_of("a/", {run::program_to_run("intel", "guest-x86_64")});
    record::GateQuestion question;
    question.day = "2026-12-03";
    GateParcel parcel = pack_gate(question, {side, side});
    kit_.files = std::move(parcel.files);
    answer_.provenance = "measured";
    answer_.question = std::move(parcel.question);
    answer_.paired.emplace().place.runner = "native";
  }
};

// Each of these would make a regression green.
TEST_F(GateAnswer, IsToTheQuestionThatWasAsked) {
  EXPECT_EQ(refusal_of(answer_, kit_), "");
  answer_.question->identical = {{.name = "guest/good/short", .target = ""}};
  answer_.question->only_in_head = {"guest/new"};
  EXPECT_EQ(refusal_of(answer_, kit_), "");

  const std::string other = "its question is another one";
  expect_refused([](auto& record) { record.question->margin = 0.5; }, other);
  expect_refused([](auto& record) { record.question->warn_only = true; }, other);
  expect_refused([](auto& record) { record.question->rule = 1; }, other);
  expect_refused([](auto& record) { record.question->filter = "good"; }, other);
  expect_refused([](auto& record) { record.question->accepted = {{.benchmark = "*"}}; }, other);
  expect_refused([](auto& record) { record.question->base.cells.clear(); }, other);
}

TEST_F(GateAnswer, HoldsTimesOfTheMachineItselfAlone) {
  expect_refused([](auto& record) { record.counted.emplace_back(); },
                 "it has cells that nobody asked for");
  expect_refused([](auto& record) { record.paired->place.runner = "qemu-user"; },
                 "it was not measured by that machine itself");
  expect_refused([](auto& record) { record.paired.reset(); }, "it is not a gate's");
  expect_refused([](auto& record) { record.question.reset(); }, "it is not a gate's");
}

}  // namespace
}  // namespace assay::work
