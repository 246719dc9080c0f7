// SPDX-License-Identifier: Apache-2.0
#include "judge/patterns.h"

#include <gmock/gmock.h>

#include "judge/plausible_records_test.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> patterns_in(const record::Record& made) {
  auto suites = some_suites();
  Flaws flaws;
  find_patterns(made, timed_rows(made, suites), flaws);
  for (const Flaw& each : flaws.take()) {
    EXPECT_FALSE(each.refuses) << each.code;
    flaws.remark(each.code, each.at, each.reason);
  }
  return codes_in(flaws);
}

TEST(Patterns, AreNotInAnHonestRecord) { EXPECT_THAT(patterns_in(honest_record()), IsEmpty()); }

TEST(Patterns, AreSamplesThatComeAgain) {
  auto made = honest_record();
  auto& samples = samples_in(only_benchmark(made));
  for (std::size_t i = 2; i < samples.size(); ++i) samples[i] = samples[1];
  EXPECT_THAT(patterns_in(made), ElementsAre("repeated-samples"));
}

// Clocks that tick slowly agree now and then, but not both.
TEST(Patterns, AreNotWallTimesAloneThatComeAgain) {
  auto made = honest_record();
  auto& samples = samples_in(only_benchmark(made));
  for (std::size_t i = 2; i < samples.size(); ++i) samples[i].wall_ns = samples[1].wall_ns;
  EXPECT_THAT(patterns_in(made), IsEmpty());
}

TEST(Patterns, AreSessionsThatWereCopied) {
  auto made = honest_record();
  made.hosts.push_back(made.hosts[0]);
  made.cells.push_back(made.cells[0]);
  made.cells[1].place.host = 1;
  EXPECT_THAT(patterns_in(made), ElementsAre("repeated-samples"));
}

record::Record of_two_sets(double small_ns, double large_ns) {
  auto made = honest_record("chase/16384", small_ns);
  made.cells[0].benchmarks.push_back(benchmark("compute/chase/262144", honest_times(large_ns)));
  for (auto& each : made.cells[0].benchmarks) {
    each.work_amount = 1024;
    each.work_unit = "items";
  }
  return made;
}

TEST(Patterns, AreLargerWorkingSetsThatAreFaster) {
  EXPECT_THAT(patterns_in(of_two_sets(1300, 4200)), IsEmpty());
  EXPECT_THAT(patterns_in(of_two_sets(1300, 1200)), IsEmpty());
  EXPECT_THAT(patterns_in(of_two_sets(1300, 900)), ElementsAre("larger-is-faster"));
}

// Twice the bytes are twice the work, and a short number is a length.
TEST(Patterns, AreNotOtherAmountsOfWork) {
  auto made = of_two_sets(1300, 900);
  made.cells[0].benchmarks[1].work_amount = 512;
  EXPECT_THAT(patterns_in(made), IsEmpty());
  made = of_two_sets(1300, 900);
  made.cells[0].benchmarks[0].name = "compute/chase/64";
  EXPECT_THAT(patterns_in(made), IsEmpty());
}

record::Record of_two_sessions(double factor) {
  auto made = honest_record();
  made.hosts[0].key = "0123456789abcdef";
  made.hosts.push_back(made.hosts[0]);
  made.hosts[1].session = "another boot";
  made.cells.push_back(made.cells[0]);
  made.cells[1].place.host = 1;
  only_benchmark(made).samples = honest_times();
  made.cells[1].benchmarks[0].samples = honest_times(5461 * factor);
  return made;
}

// The suites of one session, between which the machine was restarted.
TEST(Patterns, AreNotSuitesOfTwoBoots) {
  auto made = of_two_sessions(1.12);
  made.cells[1].cell.suite = "memory";
  EXPECT_THAT(patterns_in(made), IsEmpty());
}

TEST(Patterns, AreSessionsThatDriftedApart) {
  EXPECT_THAT(patterns_in(of_two_sessions(1.05)), IsEmpty());
  EXPECT_THAT(patterns_in(of_two_sessions(1.12)), ElementsAre("session-drift"));
  EXPECT_THAT(patterns_in(of_two_sessions(0.88)), ElementsAre("session-drift"));
}

}  // namespace
}  // namespace assay::judge
