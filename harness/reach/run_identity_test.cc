// SPDX-License-Identifier: Apache-2.0
#include "reach/run_identity.h"

#include <gmock/gmock.h>

#include "record/question_json.h"
#include "work/gate_kit.h"

namespace assay::reach {
namespace {

using ::testing::Ne;

Place lab() { return {.name = "lab", .host = "board3", .cpus = "0-3"}; }

work::Kit kit(const std::string& filter) {
  return work::kit_of({.target = "riscv64-gcv", .arch = "riscv64", .filter = filter},
                      {work::kit_file("programs/libc", "a program", true)});
}

work::Kit gate(std::uint64_t seed, const std::string& day, double margin = 0.02) {
  record::GateQuestion question;
  question.base.word = "base", question.head.word = "head";
  question.seed = seed;
  question.day = day;
  question.margin = margin;
  return work::kit_of(
      {.target = "riscv64-gcv", .arch = "riscv64"},
      {work::kit_file("programs/base/libc", "a program", true),
       work::kit_file(std::string(work::kKitQuestion), record::to_json(question).dump())});
}

std::string of_run(const Place& place, const work::Kit& kit, bool host_name = false) {
  return to_text({.place = place, .kit = kit, .host_name = host_name});
}

std::string of_gate(const work::Kit& kit, bool chance_seed = true) {
  const Place place = lab();
  return to_text({.place = place, .kit = kit, .chance_seed = chance_seed});
}

TEST(RunIdentity, IsThatOfTheSameKitAtTheSamePlace) {
  EXPECT_EQ(of_run(lab(), kit("strlen")), of_run(lab(), kit("strlen")));
  EXPECT_NE(of_run(lab(), kit("strlen")), of_run(lab(), kit("strcmp")));
  Place other = lab();
  other.host = "board4";
  EXPECT_NE(of_run(other, kit("strlen")), of_run(lab(), kit("strlen")));
}

TEST(RunIdentity, HoldsWhatChangesTheSamplesAndNotHowLongSomebodyWaits) {
  const std::string before = of_run(lab(), kit(""));
  Place other = lab();
  other.cpus = "4-7";
  EXPECT_THAT(of_run(other, kit("")), Ne(before));
  other = lab();
  other.environment = {{"OMP_NUM_THREADS", "1"}};
  EXPECT_THAT(of_run(other, kit("")), Ne(before));
  EXPECT_THAT(of_run(lab(), kit(""), true), Ne(before));
  other = lab();
  other.patience = std::chrono::seconds(10);
  EXPECT_EQ(of_run(other, kit("")), before);
}

TEST(RunIdentity, OfAGateLeavesOutASeedThatNobodyChose) {
  EXPECT_EQ(of_gate(gate(1, "2026-12-01")), of_gate(gate(2, "2026-12-02")));
  EXPECT_NE(of_gate(gate(1, "2026-12-01")), of_gate(gate(1, "2026-12-01", 0.01)));
  EXPECT_NE(of_gate(gate(1, "2026-12-01"), false), of_gate(gate(2, "2026-12-01"), false));
}

}  // namespace
}  // namespace assay::reach
