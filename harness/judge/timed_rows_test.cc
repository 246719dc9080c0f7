// SPDX-License-Identifier: Apache-2.0
#include "judge/timed_rows.h"

#include <gmock/gmock.h>

#include "judge/plausible_records_test.h"

namespace assay::judge {
namespace {

TEST(TimedRows, AreOfBenchmarksWithTimesAndTellWhereTheyStand) {
  auto made = honest_record();
  made.cells.insert(made.cells.begin(),
                    counted_cell("a", "clang", "compute", {benchmark("compute/x", counts(3))}));
  made.cells.push_back(timed_cell("a", "clang", "compute",
                                  {failed("compute/y", "signal", "SIGILL"),
                                   benchmark("compute/z", record::Samples<record::HwTime>{})}));
  const auto suites = some_suites();
  const auto rows = timed_rows(made, suites);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].at, "/cells/1/benchmarks/0");
  EXPECT_EQ(rows[0].suite, &suites[0]);
  EXPECT_EQ(name_in_suite(*rows[0].benchmark), "int/chain_mul");
  EXPECT_EQ(fastest(rows[0]).process, 1u);
  EXPECT_DOUBLE_EQ(total_ns(fastest(rows[0])), 2400 * 5461.25);
}

// Rules are of the work as it is now.
TEST(TimedRows, HaveNoSuiteWhereTheWorkOrTheProgramIsAnotherOne) {
  const auto suites = some_suites();
  const auto suite_of = [&](const record::Record& made) {
    return timed_rows(made, suites)[0].suite;
  };
  auto made = honest_record();
  only_benchmark(made).since = 2;
  EXPECT_EQ(suite_of(made), nullptr);
  made = honest_record();
  made.cells[0].cell.toolchain = "unknown";
  EXPECT_EQ(suite_of(made), nullptr);
  made.cells[0].program->flags = {"-O2"};  // whoever built it had a toolchain
  EXPECT_EQ(suite_of(made), &suites[0]);
  made = honest_record();
  made.cells[0].cell.suite = "mine";
  EXPECT_EQ(suite_of(made), nullptr);
}

}  // namespace
}  // namespace assay::judge
