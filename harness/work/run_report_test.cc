// SPDX-License-Identifier: Apache-2.0
#include "work/run_report.h"

#include <gmock/gmock.h>

namespace assay::work {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

record::Record record_with(std::vector<record::CellRecord> cells) {
  record::Record record;
  record.cells = std::move(cells);
  return record;
}

record::CellRecord cell_with(const std::string& target, base::Outcome outcome) {
  record::CellRecord cell;
  cell.cell = {target, "clang", "debian-12", "libc"};
  cell.place.runner = "qemu-user";
  cell.outcome = std::move(outcome);
  return cell;
}

record::Benchmark benchmark(base::Outcome outcome) {
  record::Benchmark benchmark;
  benchmark.name = "libc/strlen";
  benchmark.outcome = std::move(outcome);
  return benchmark;
}

TEST(RunReport, HasALineForEachFailure) {
  auto variant = cell_with("arm", base::Outcome::ok());
  variant.place.emulator.emplace().variant = "sve512";
  variant.benchmarks = {benchmark(base::Outcome::failed("wrong-checksum", "7 is not 8")),
                        benchmark(base::Outcome::ok())};
  EXPECT_THAT(
      failures(record_with({cell_with("arm", base::Outcome::failed("timeout", "60 s")), variant})),
      ElementsAre("arm/clang/debian-12/libc qemu-user: timeout: 60 s",
                  "libc/strlen on arm/clang/debian-12/libc qemu-user (sve512): "
                  "wrong-checksum: 7 is not 8"));
}

TEST(RunReport, NamesWhatWasAskedForAndIsMissing) {
  const auto missing = base::Outcome::unavailable("no-qemu", "no qemu-arm");
  auto all_missing = cell_with("riscv", base::Outcome::ok());
  all_missing.benchmarks = {benchmark(missing)};
  const auto record = record_with({cell_with("arm", missing), all_missing});
  EXPECT_THAT(missing_cells(record, {"riscv"}, false),
              ElementsAre("riscv/clang/debian-12/libc qemu-user: no-qemu: no qemu-arm"));
  EXPECT_THAT(missing_cells(record, {}, true), testing::SizeIs(2));
  EXPECT_THAT(missing_cells(record, {}, false), IsEmpty());
}

TEST(RunReport, SaysThatAPartOfTheSamplesIsMissing) {
  auto some = cell_with("arm", base::Outcome::unavailable("host-fault", "Too many open files"));
  some.benchmarks = {benchmark(base::Outcome::ok())};
  EXPECT_THAT(missing_cells(record_with({some}), {"arm"}, false),
              ElementsAre("arm/clang/debian-12/libc qemu-user: a part of the samples: host-fault: "
                          "Too many open files"));
  some.outcome = base::Outcome::unavailable("emulated-host", "no times were kept");
  EXPECT_THAT(missing_cells(record_with({some}), {"arm"}, false),
              ElementsAre("arm/clang/debian-12/libc qemu-user: emulated-host: no times were kept"));
  some.benchmarks = {benchmark(some.outcome)};
  EXPECT_THAT(missing_cells(record_with({some}), {"arm"}, false), testing::SizeIs(1));
}

TEST(RunReport, NamesACellWhoseBenchmarksThisMachineLostInPart) {
  auto some = cell_with("arm", base::Outcome::ok());
  const auto lost = base::Outcome::unavailable("host-fault", "cannot make a pipe");
  some.benchmarks = {benchmark(base::Outcome::ok()), benchmark(lost), benchmark(lost),
                     benchmark(base::Outcome::unavailable("one-cpu", "needs two"))};
  EXPECT_THAT(missing_cells(record_with({some}), {"arm"}, false),
              ElementsAre("arm/clang/debian-12/libc qemu-user: 2 of 4 benchmarks: host-fault: "
                          "cannot make a pipe"));
  EXPECT_THAT(missing_cells(record_with({some}), {}, false), IsEmpty());
  some.benchmarks.erase(some.benchmarks.begin() + 1, some.benchmarks.begin() + 3);
  EXPECT_THAT(missing_cells(record_with({some}), {"arm"}, false), IsEmpty());
}

TEST(RunReport, CountsOutcomes) {
  auto some = cell_with("arm", base::Outcome::ok());
  some.benchmarks = {benchmark(base::Outcome::ok()),
                     benchmark(base::Outcome::skipped("hw-only", "needs hardware"))};
  EXPECT_EQ(tally(record_with({some, cell_with("x", base::Outcome::failed("a", "b"))})),
            "cells: 1 ok, 1 failed, 0 unavailable, 0 skipped\n"
            "benchmarks: 1 ok, 0 failed, 0 unavailable, 1 skipped\n");
  // What was run again under another CPU counts nothing.
  auto variant = some;
  variant.place.emulator.emplace().variant = "vlen512";
  EXPECT_EQ(tally(record_with({some, variant})),
            "cells: 1 ok, 0 failed, 0 unavailable, 0 skipped\n"
            "benchmarks: 1 ok, 0 failed, 0 unavailable, 1 skipped\n"
            "checksums with other vector lengths: 1 right, 0 failed\n");
}

}  // namespace
}  // namespace assay::work
