// SPDX-License-Identifier: Apache-2.0
#include "judge/acceptance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kFile = R"(
[[accept]]
benchmark = "libc/memcpy/*"
reason = "the safe version"
until = "2026-12-31"
)";

Gate red(const std::string& name, const std::string& target = {}) {
  Gate gate;
  add_rows(gate, {{.name = name, .target = target, .verdict = Verdict::regressed, .red = true},
                  {.name = "libc/memcpy/8"}});
  return gate;
}

TEST(Accept, TakesTheRedFromWhatIsKnownUntilItsDayIsOver) {
  const auto accepted = read_accepted(kFile, "known.toml");
  Gate gate = red("libc/memcpy/64");
  accept(gate, accepted, "2026-12-31");
  EXPECT_EQ(gate.red, 0u);
  EXPECT_EQ(gate.rows[0].verdict, Verdict::regressed);
  EXPECT_THAT(gate.rows[0].reasons, ElementsAre("accepted until 2026-12-31: the safe version"));
  EXPECT_THAT(gate.notes, IsEmpty());
  gate = red("libc/memcpy/64");
  accept(gate, accepted, "2027-01-01");
  EXPECT_EQ(gate.red, 1u);
  EXPECT_THAT(gate.rows[0].reasons, ElementsAre(HasSubstr("which has passed")));
}

TEST(Accept, SaysWhatNobodyNeedsAnyMore) {
  Gate gate = red("libc/strlen/64");
  accept(gate, read_accepted(kFile, "known.toml"), "2026-01-01");
  EXPECT_EQ(gate.red, 1u);
  EXPECT_THAT(gate.notes,
              ElementsAre("known.toml:3: libc/memcpy/* is accepted and has not regressed"));
}

TEST(Accept, SaysNothingOfWhatIsDoubtful) {
  Gate gate = red("libc/memcpy/64");
  mark(gate.rows[0], record::Doubt{"foreign-host", "why"});
  accept(gate, read_accepted(kFile, "known.toml"), "2026-01-01");
  EXPECT_THAT(gate.notes, testing::IsEmpty());
}

TEST(Accept, MayNameATarget) {
  const auto accepted = read_accepted(
      "[[accept]]\nbenchmark = \"*\"\ntarget = \"riscv64-gcv\"\nreason = \"r\"\n"
      "until = \"2030-01-01\"\n",
      "f");
  Gate gate = red("libc/memcpy/64", "riscv64-gcv");
  accept(gate, accepted, "2026-01-01");
  EXPECT_EQ(gate.red, 0u);
  gate = red("libc/memcpy/64", "kunpeng-920");
  accept(gate, accepted, "2026-01-01");
  EXPECT_EQ(gate.red, 1u);
}

TEST(ReadAccepted, CollectsEveryProblem) {
  try {
    read_accepted("[[accept]]\nbenchmark = \"a\"\nuntil = \"soon\"\nwhy = \"x\"\n", "known.toml");
    FAIL();
  } catch (const base::Error& error) {
    const std::string what = error.what();
    EXPECT_THAT(what, HasSubstr("known.toml:3"));
    EXPECT_THAT(what, HasSubstr("\"soon\" is not a day"));
    EXPECT_THAT(what, HasSubstr("reason"));
    EXPECT_THAT(what, HasSubstr("why"));
  }
}

}  // namespace
}  // namespace assay::judge
