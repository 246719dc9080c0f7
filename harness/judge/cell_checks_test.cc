// SPDX-License-Identifier: Apache-2.0
#include "judge/cell_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/records_test.h"

namespace assay::judge {
namespace {

using base::Outcome;
using record::CellRecord;
using record::Determinism;
using testing::ElementsAre;
using testing::IsEmpty;

// Some cell of that suite with these benchmarks.
CellRecord some_counted_cell(std::vector<record::Benchmark> benchmarks) {
  return counted_cell("a", "gcc", "s", std::move(benchmarks));
}

CellRecord some_timed_cell(std::vector<record::Benchmark> benchmarks) {
  return timed_cell("a", "gcc", "s", std::move(benchmarks));
}

record::Benchmark wrong(std::string name) {
  return failed(std::move(name), "wrong-checksum", "12ab, expected 34cd");
}

struct Expected {
  Answer answer;
  std::string detail;
};

void expect(const Check& check, const Expected& expected) {
  EXPECT_EQ(check.answer, expected.answer);
  EXPECT_EQ(check.detail, expected.detail);
}

TEST(Builds, SaysWithWhatOrWhyNot) {
  const auto built = some_counted_cell({});
  const auto broken =
      not_built(some_counted_cell({}), Outcome::failed("compile-error", "x.cc:1: no ;"));
  const auto missing =
      not_built(some_counted_cell({}), Outcome::unavailable("no-compiler", "apt install g++"));
  expect(check_builds({&built}), {Answer::yes, "clang 19.1.7"});
  expect(check_builds({&broken}), {Answer::no, "compile-error: x.cc:1: no ;"});
  expect(check_builds({&missing}), {Answer::unknown, "no-compiler: apt install g++"});
}

TEST(Builds, IsYesForAProgramThatOnlyRunsBadly) {
  const auto crashed = without_result(some_counted_cell({}), Outcome::failed("signal", "SIGILL"));
  expect(check_builds({&crashed}), {Answer::yes, "clang 19.1.7"});
}

TEST(Runs, IsYesWhereAllThatWasTriedEnded) {
  auto skipped = benchmark("s/big", {});
  skipped.outcome = Outcome::skipped("hw-only", "64 MiB");
  const auto cell = some_counted_cell({benchmark("s/x", counts(1)), wrong("s/y"), skipped});
  expect(check_runs({&cell}), {Answer::yes, ""});
}

TEST(Runs, SaysHowManyAFilterLeft) {
  auto part = some_counted_cell({benchmark("s/x", counts(1)), benchmark("s/y", counts(1))});
  part.listed = 2;
  expect(check_runs({&part}), {Answer::yes, ""});
  part.listed = 82;
  expect(check_runs({&part}), {Answer::yes, "2 of 82 benchmarks"});
  part.benchmarks[1] = failed("s/y", "timeout", "late");
  expect(check_runs({&part}),
         {Answer::partly, "2 of 82 benchmarks; 1 of 2 on qemu-user: timeout: late"});
}

TEST(Runs, NamesTheWorstRunnerOrVariant) {
  const auto whole = some_counted_cell({benchmark("s/x", counts(1)), benchmark("s/y", counts(1))});
  const auto native =
      some_timed_cell({benchmark("s/x", times({1})), failed("s/y", "timeout", "60 s")});
  const auto crashed =
      without_result(variant_cell(whole, "vlen128"), Outcome::failed("signal", "SIGILL"));
  expect(check_runs({&native, &whole}), {Answer::partly, "1 of 2 on native: timeout: 60 s"});
  expect(check_runs({&native, &whole, &crashed}),
         {Answer::partly, "nothing on qemu-user vlen128: signal: SIGILL (and 1 more)"});
}

TEST(Runs, IsNoWhereNothingEnded) {
  const auto cell = some_counted_cell({failed("s/x", "timeout", "60 s")});
  const auto crashed = without_result(some_counted_cell({}), Outcome::failed("signal", "SIGILL"));
  expect(check_runs({&cell}), {Answer::no, "0 of 1 on qemu-user: timeout: 60 s"});
  expect(check_runs({&crashed}), {Answer::no, "nothing on qemu-user: signal: SIGILL"});
}

TEST(Runs, IsUnknownWhereNothingWasTried) {
  const auto missing =
      without_result(some_counted_cell({}), Outcome::unavailable("no-qemu", "not here"));
  const auto broken = not_built(some_counted_cell({}), Outcome::failed("compile-error", "no ;"));
  expect(check_runs({&missing}), {Answer::unknown, "no-qemu: not here"});
  expect(check_runs({&broken}), {Answer::unknown, ""});
}

TEST(Correct, CountsTheCpusThatAgree) {
  const auto cell = some_counted_cell({benchmark("s/x", counts(1), "12ab")});
  const auto variant = variant_cell(cell, "vlen1024");
  const auto native = some_timed_cell({benchmark("s/x", times({1}), "12ab")});
  expect(check_correct({&cell}), {Answer::yes, ""});
  expect(check_correct({&native, &cell, &variant}), {Answer::yes, "3 CPUs"});
}

TEST(Correct, IsNoForAWrongResultOnOneVariant) {
  const auto cell =
      some_counted_cell({benchmark("s/x", counts(1), "34cd"), benchmark("s/y", counts(1), "1")});
  auto variant =
      variant_cell(some_counted_cell({wrong("s/x"), benchmark("s/y", {}, "1")}), "vlen1024");
  expect(check_correct({&cell, &variant}),
         {Answer::no, "wrong-checksum: 1 of 4 results, on qemu-user vlen1024"});
}

TEST(Correct, IsNoWhereAVariantDiffersFromTheTargetsOwnCpu) {
  const auto cell = some_counted_cell({benchmark("s/x", counts(1), "34cd")});
  const auto variant = variant_cell(some_counted_cell({benchmark("s/x", {}, "12ab")}), "vlen1024");
  expect(check_correct({&variant, &cell}),
         {Answer::no, "wrong-checksum: 1 of 2 results, on qemu-user vlen1024"});
}

TEST(Correct, IsPartlyWhereAVariantGivesNoResult) {
  const auto cell = some_counted_cell({benchmark("s/x", counts(1), "34cd")});
  const auto variant =
      without_result(variant_cell(cell, "vlen1024"), Outcome::failed("signal", "SIGILL"));
  expect(check_correct({&cell, &variant}),
         {Answer::partly, "results on 1 of 2 CPUs; none on qemu-user vlen1024: signal: SIGILL"});
}

TEST(Correct, IsUnknownForProgramsThatPrintNoChecksum) {
  const auto cell = some_counted_cell({benchmark("s/x", counts(1))});
  expect(check_correct({&cell}), {Answer::unknown, ""});
}

TEST(Vectorised, WeighsByExecutedInstructionsOfTheTargetsOwnCpu) {
  // Entry costs nothing: (0 + 20) of (1000 + 1000) instructions per iteration.
  const auto cell = some_counted_cell(
      {benchmark("s/x", counts(1000, 0, 0)), benchmark("s/y", counts(1000, 0, 20))});
  const auto variant =
      variant_cell(some_counted_cell({benchmark("s/x", counts(1000, 0, 900))}), "vlen128");
  expect(check_vectorised({&cell, &variant}), {Answer::yes, "1.0 %"});
  const auto less = some_counted_cell({benchmark("s/x", counts(1000, 0, 9))});
  expect(check_vectorised({&less}), {Answer::no, "0.9 %"});
  const auto native = some_timed_cell({benchmark("s/x", times({1}))});
  expect(check_vectorised({&native}), {Answer::unknown, ""});
}

TEST(Exact, CountsWhatWasCountedOnTheTargetsOwnCpu) {
  auto cell = some_counted_cell({benchmark("s/x", counts(1)), benchmark("s/y", counts(1)),
                                 benchmark("s/z", counts(1)), failed("s/f", "timeout", "")});
  expect(check_exact({&cell}), {Answer::yes, ""});
  cell.benchmarks[1].determinism = Determinism::bounded;
  cell.benchmarks[2].determinism = Determinism::nondeterministic;
  expect(check_exact({&cell}), {Answer::partly, "1 of 3, 1 bounded"});
  cell.benchmarks[0].determinism = cell.benchmarks[1].determinism = Determinism::nondeterministic;
  expect(check_exact({&cell}), {Answer::no, "0 of 3"});
  const auto native = some_timed_cell({benchmark("s/x", times({1}))});
  expect(check_exact({&native}), {Answer::unknown, ""});
}

TEST(Faults, AreOneLineForEachBenchmarkAndReason) {
  const auto cell =
      some_counted_cell({benchmark("s/x", counts(1), "34cd"), failed("s/y", "timeout", "60 s")});
  const auto first = variant_cell(some_counted_cell({wrong("s/x")}), "vlen128");
  const auto second = variant_cell(some_counted_cell({wrong("s/x")}), "vlen256");
  const auto third =
      without_result(variant_cell(cell, "vlen512"), Outcome::failed("signal", "SIGILL"));
  EXPECT_THAT(
      faults_of({&cell, &first, &second, &third}),
      ElementsAre(
          "s/y on qemu-user: timeout: 60 s",
          "s/x on qemu-user vlen128, qemu-user vlen256: wrong-checksum: 12ab, expected 34cd",
          "qemu-user vlen512: signal: SIGILL"));
}

TEST(Faults, SayWhatDiffersFromTheTargetsOwnCpu) {
  const auto cell = some_counted_cell({benchmark("s/x", counts(1), "34cd")});
  const auto variant = variant_cell(some_counted_cell({benchmark("s/x", {}, "12ab")}), "vlen128");
  EXPECT_THAT(faults_of({&cell, &variant}),
              ElementsAre("s/x on qemu-user vlen128: wrong-checksum: 12ab, but 34cd on qemu-user"));
}

TEST(Faults, OfABuildAreSaidOnceForAllRunners) {
  const auto broken = Outcome::failed("compile-error", "no ;");
  const auto native = not_built(some_timed_cell({}), broken),
             cell = not_built(some_counted_cell({}), broken);
  EXPECT_THAT(faults_of({&native, &cell}), ElementsAre("compile-error: no ;"));
}

TEST(Faults, AreNotWhatThisMachineCannotDo) {
  const auto missing =
      without_result(some_counted_cell({}), Outcome::unavailable("no-qemu", "not here"));
  EXPECT_THAT(faults_of({&missing}), IsEmpty());
}

}  // namespace
}  // namespace assay::judge
