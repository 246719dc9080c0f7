// SPDX-License-Identifier: Apache-2.0
#include "judge/of_suites.h"

#include <gmock/gmock.h>

#include "judge/plausible_records_test.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// One row is compared as text, the other one as a number.
std::vector<catalog::Suite> suites_with_checksums() {
  auto suites = some_suites();
  suites[0].checksums = {{"int/chain_mul", {.value = "61b8"}},
                         {"fp/div", {.value = "2.5", .tolerance = 1e-3}}};
  return suites;
}

record::Record with_checksum(std::string checksum, std::string name = "int/chain_mul") {
  auto made = honest_record(std::move(name));
  only_benchmark(made).checksum = std::move(checksum);
  return made;
}

std::vector<Flaw> wrong_results_in(const record::Record& made) {
  Flaws flaws;
  find_wrong_results(made, suites_with_checksums(), flaws);
  return flaws.take();
}

TEST(WrongResults, AreChecksumsThatTheSuiteDoesNotHave) {
  EXPECT_THAT(wrong_results_in(with_checksum("61b8")), IsEmpty());
  EXPECT_THAT(wrong_results_in(with_checksum("2.5024", "fp/div")), IsEmpty());
  for (const auto& made :
       {with_checksum("deadbeef"), with_checksum(""), with_checksum("2.5026", "fp/div")}) {
    const auto found = wrong_results_in(made);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].code, "wrong-checksum");
    EXPECT_EQ(found[0].at, "/cells/0/benchmarks/0");
    EXPECT_TRUE(found[0].refuses);
  }
  EXPECT_THAT(wrong_results_in(with_checksum("deadbeef"))[0].reason,
              HasSubstr("compute/int/chain_mul: checksum deadbeef, expected 61b8"));
}

// On an emulated machine there are results and no times.
TEST(WrongResults, AreThoseWithoutTimesToo) {
  auto made = with_checksum("deadbeef");
  only_benchmark(made).samples = {};
  made.cells[0].outcome =
      base::Outcome::unavailable(std::string(record::kEmulatedHost), "no times");
  ASSERT_EQ(wrong_results_in(made).size(), 1u);
  only_benchmark(made).outcome = base::Outcome::failed("wrong-checksum", "it says so itself");
  EXPECT_THAT(wrong_results_in(made), IsEmpty());
}

// Of another version, older or newer, nothing is known here.
TEST(WrongResults, AreNotThoseOfOtherWorkWhichHasARemark) {
  auto made = with_checksum("deadbeef");
  only_benchmark(made).since = 7;
  auto found = wrong_results_in(made);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].code, "other-work");
  EXPECT_FALSE(found[0].refuses);
  EXPECT_THAT(found[0].reason,
              HasSubstr("version 7 of its work, and the suite compute here has version 1"));
  found = wrong_results_in(with_checksum("deadbeef", "int/chain_mul/iterations:1"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].code, "other-work");
  EXPECT_THAT(found[0].reason, HasSubstr("no benchmark of this name"));
}

TEST(WrongResults, AreNotThoseOfOthersProgramsWhoseNameHasARemark) {
  auto made = with_checksum("deadbeef");
  made.cells[0].cell.toolchain = "unknown";
  const auto found = wrong_results_in(made);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].code, "called-like-a-suite");
  EXPECT_FALSE(found[0].refuses);
  made.cells[0].cell.suite = "mine";
  EXPECT_THAT(wrong_results_in(made), IsEmpty());
}

}  // namespace
}  // namespace assay::judge
