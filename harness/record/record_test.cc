// SPDX-License-Identifier: Apache-2.0
#include "record/record.h"

#include <gtest/gtest.h>

namespace assay::record {
namespace {

TEST(FindBenchmark, TakesTheWholeNameOnly) {
  CellRecord cell;
  cell.benchmarks.resize(2);
  cell.benchmarks[0].name = "compute/matmul/64";
  cell.benchmarks[1].name = "compute/matmul/6";
  EXPECT_EQ(find_benchmark(cell, "compute/matmul/6"), &cell.benchmarks[1]);
  EXPECT_EQ(find_benchmark(cell, "compute/matmul"), nullptr);
  EXPECT_EQ(find_benchmark(CellRecord{}, "compute/matmul/6"), nullptr);
}

TEST(ChecksOnly, ACellThatRanOnAnEmulatedHost) {
  CellRecord cell;
  cell.outcome = base::Outcome::unavailable(std::string(kEmulatedHost), "no times");
  EXPECT_FALSE(checks_only(cell));  // nothing ran
  cell.benchmarks.push_back({.name = "a/b", .checksum = "1"});
  EXPECT_TRUE(checks_only(cell));
  cell.outcome = base::Outcome::ok();
  EXPECT_FALSE(checks_only(cell));
}

TEST(LacksProgram, ACellWithResultsOfAProgramThatItDoesNotName) {
  CellRecord cell;
  EXPECT_FALSE(lacks_program(cell));  // nothing was built
  cell.benchmarks.push_back({.name = "a/b", .outcome = base::Outcome::failed("signal", "SIGILL")});
  EXPECT_FALSE(lacks_program(cell));
  cell.benchmarks.push_back({.name = "a/c", .checksum = "1"});
  EXPECT_TRUE(lacks_program(cell));
  cell.program = Program{};
  EXPECT_FALSE(lacks_program(cell));
}

}  // namespace
}  // namespace assay::record
