// SPDX-License-Identifier: Apache-2.0
#include "judge/reproduce.h"

#include <gtest/gtest.h>

namespace assay::judge {
namespace {

record::GateQuestion question(const std::vector<std::string>& targets) {
  record::GateQuestion asked{.targets = targets, .seed = 5};
  asked.base.word = "base/";
  asked.head.word = "it's new/";
  for (const char* target : {"riscv64-gc", "x86-64-v3"}) {
    asked.base.cells.push_back({.cell = {target, "clang", "debian-12", "tiny"}});
    if (targets.size() < 2) break;
  }
  return asked;
}

TEST(Reproduce, AsksAboutOneRowWithTheWordsOfTheGate) {
  record::GateQuestion asked = question({"riscv64-gc"});
  asked.words = {"--margin", "1%", "--two-sided"};
  EXPECT_FALSE(several_targets(asked));
  EXPECT_EQ(reproduce_line(asked, {.name = "tiny/a.b/64"}),
            "assay gate base/ 'it'\\''s new/' --filter '^tiny/a\\.b/64$' --seed 5 "
            "--target riscv64-gc --margin '1%' --two-sided");
}

TEST(Reproduce, NamesTheProgramWhereNoBenchmarkIsKnown) {
  EXPECT_EQ(reproduce_line(question({}), {.name = "tiny"}),
            "assay gate base/ 'it'\\''s new/' --filter '^tiny/' --seed 5");
}

TEST(Reproduce, TakesTheTargetFromTheRowWhereThereAreSeveral) {
  const record::GateQuestion asked = question({"riscv64-gc", "x86-64-v3"});
  EXPECT_TRUE(several_targets(asked));
  const std::string begin = "assay gate base/ 'it'\\''s new/' --filter '^tiny/a$' --seed 5";
  EXPECT_EQ(reproduce_line(asked, {.name = "x86-64-v3/tiny/a"}), begin + " --target x86-64-v3");
  EXPECT_EQ(reproduce_line(asked, {.name = "tiny/a", .target = "riscv64-gc"}),
            begin + " --target riscv64-gc");
}

}  // namespace
}  // namespace assay::judge
