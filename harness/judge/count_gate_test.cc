// SPDX-License-Identifier: Apache-2.0
#include "judge/count_gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::judge {
namespace {

using record::Benchmark;
using record::Determinism;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Executions of 1000 and 2000 iterations under two environments, `each` instructions per iteration
// and 500 beside them; `jitter` more in the last one.
Benchmark counted_benchmark(const std::string& name, std::uint64_t each, std::uint64_t more = 0,
                            std::uint64_t jitter = 0) {
  record::Samples<record::EmuCount> samples;
  for (const std::uint64_t environment : {16u, 32u}) {
    for (const std::uint64_t passes : {1000u, 2000u}) {
      const bool last = environment == 32 && passes == 2000;
      samples.values.push_back({.iterations = passes,
                                .environment_bytes = environment,
                                .instructions = 500 + each * passes + (passes == 2000 ? more : 0) +
                                                (last ? jitter : 0)});
    }
  }
  Benchmark benchmark{.name = name, .outcome = base::Outcome::ok()};
  benchmark.determinism = record::classify(samples);
  benchmark.samples = std::move(samples);
  return benchmark;
}

record::CellRecord cell_with(std::vector<Benchmark> benchmarks) {
  record::CellRecord cell{.cell = {"riscv64-gcv", "clang", "debian-12", "s"},
                          .place = {.runner = "qemu-user"},
                          .domain = record::Domain::emu_count};
  cell.outcome = base::Outcome::ok();
  cell.place.emulator =
      record::Emulator{.name = "qemu-riscv64", .version = "7.2.22", .sha256 = "ab", .cpu = "rv64"};
  cell.benchmarks = std::move(benchmarks);
  return cell;
}

GateRow gated_row(const Benchmark& base, const Benchmark& head, const CountFloor& floor = {}) {
  return count_rows({cell_with({base}), cell_with({head})}, floor).at(0);
}

TEST(CountRows, ShowEveryChangeAndAreRedBeyondBothPartsOfTheFloor) {
  // 1 instruction of 100 is 1 %, and 1000 over the 1000 iterations between the two numbers.
  const GateRow more = gated_row(counted_benchmark("s/a", 100), counted_benchmark("s/a", 101));
  EXPECT_EQ(more.verdict, Verdict::regressed);
  EXPECT_TRUE(more.red);
  EXPECT_DOUBLE_EQ(*more.base_count, 100);
  EXPECT_DOUBLE_EQ(*more.head_count, 101);
  EXPECT_DOUBLE_EQ(*more.ratio, 1.01);
  EXPECT_EQ(gated_row(counted_benchmark("s/a", 101), counted_benchmark("s/a", 100)).verdict,
            Verdict::improved);
  EXPECT_EQ(gated_row(counted_benchmark("s/a", 100), counted_benchmark("s/a", 100)).verdict,
            Verdict::equal);
  // 1 of 10 000 is 0.01 %.
  EXPECT_EQ(gated_row(counted_benchmark("s/a", 10'000), counted_benchmark("s/a", 10'001)).verdict,
            Verdict::within_floor);
  EXPECT_FALSE(gated_row(counted_benchmark("s/a", 10'000), counted_benchmark("s/a", 10'001)).red);
  // 16 over 1000 iterations of 2 are 0.8 %, and not more than 16; 17 are.
  EXPECT_EQ(gated_row(counted_benchmark("s/a", 2), counted_benchmark("s/a", 2, 16)).verdict,
            Verdict::within_floor);
  EXPECT_EQ(gated_row(counted_benchmark("s/a", 2), counted_benchmark("s/a", 2, 17)).verdict,
            Verdict::regressed);
}

TEST(CountRows, AreExactWithAFloorOfZero) {
  EXPECT_EQ(gated_row(counted_benchmark("s/a", 10'000), counted_benchmark("s/a", 10'000, 1), kExact)
                .verdict,
            Verdict::regressed);
  EXPECT_EQ(
      gated_row(counted_benchmark("s/a", 10'000), counted_benchmark("s/a", 10'000), kExact).verdict,
      Verdict::equal);
}

TEST(CountRows, AskMoreOfWhatIsBoundedAndNothingOfWhatIsNot) {
  // 400 of 200 500 in one execution are 0.2 %: bounded, and three times that are below 1 %.
  const Benchmark base = counted_benchmark("s/a", 100, 0, 400);
  ASSERT_EQ(base.determinism, Determinism::bounded);
  EXPECT_EQ(gated_row(base, counted_benchmark("s/a", 102)).verdict, Verdict::regressed);
  const GateRow little = gated_row(base, counted_benchmark("s/a", 100, 600));
  EXPECT_EQ(little.verdict, Verdict::within_floor);
  EXPECT_THAT(little.reasons, ElementsAre(HasSubstr("bounded")));
  const GateRow wild =
      gated_row(counted_benchmark("s/a", 100, 0, 40'000), counted_benchmark("s/a", 200));
  EXPECT_EQ(wild.verdict, Verdict::not_gated);
  EXPECT_FALSE(wild.red);
}

// Read in two boots.
record::CellRecord sized(std::uint64_t bytes) {
  Benchmark benchmark{.name = "boot/kernel_size", .determinism = Determinism::exact};
  benchmark.samples = record::Samples<record::Size>{{{.bytes = bytes}, {.bytes = bytes}}};
  record::CellRecord image = cell_with({benchmark});
  image.domain = record::Domain::size;
  return image;
}

TEST(CountRows, DecideOnSizesFromAPageOn) {
  constexpr std::uint64_t kKernel = 1'000'000;
  const auto verdict = [](std::uint64_t bytes, const CountFloor& floor = {}) {
    return count_rows({sized(kKernel), sized(bytes)}, floor).at(0).verdict;
  };
  EXPECT_EQ(verdict(kKernel), Verdict::equal);
  EXPECT_EQ(verdict(kKernel + 4096), Verdict::within_floor);
  EXPECT_EQ(verdict(kKernel + 4097), Verdict::regressed);
  EXPECT_EQ(verdict(kKernel - 4097), Verdict::improved);
  EXPECT_EQ(verdict(kKernel + 1, kExact), Verdict::regressed);
  const GateRow row = count_rows({sized(kKernel), sized(2 * kKernel)}, {}).at(0);
  EXPECT_EQ(row.domain, record::Domain::size);
  EXPECT_TRUE(row.red);
  EXPECT_DOUBLE_EQ(*row.head_count, 2'000'000);
  EXPECT_DOUBLE_EQ(*row.ratio, 2);
}

TEST(CountRows, DecideOnSizesAcrossEmulatorsToo) {
  record::CellRecord head = sized(2'000'000);
  head.place.emulator->sha256 = "cd";
  EXPECT_EQ(count_rows({sized(1'000'000), head}, {}).at(0).verdict, Verdict::regressed);
}

TEST(CountRows, DecideNothingOnUnlikeSamples) {
  record::CellRecord head = sized(1);
  head.benchmarks[0].samples = record::Samples<record::HwTime>{{{.iterations = 1, .wall_ns = 1}}};
  EXPECT_EQ(count_rows({sized(1), head}, {}).at(0).verdict, Verdict::inconclusive);
  EXPECT_EQ(count_rows({head, head}, {}).at(0).verdict, Verdict::inconclusive);
}

TEST(CountRows, GiveNoVerdictAcrossEmulators) {
  record::CellRecord head = cell_with({counted_benchmark("s/a", 200)});
  head.place.emulator->sha256 = "cd";
  head.place.emulator->version = "9.0.0";
  const GateRow other = count_rows({cell_with({counted_benchmark("s/a", 100)}), head}, {}).at(0);
  EXPECT_EQ(other.verdict, Verdict::inconclusive);
  EXPECT_THAT(other.reasons, ElementsAre("QEMU 7.2.22 against 9.0.0: a change may be QEMU's"));
}

TEST(CountRows, GiveNoVerdictAcrossRunners) {
  record::CellRecord head = cell_with({counted_benchmark("s/a", 200)});
  head.place.runner = "qemu-system";
  const GateRow other = count_rows({cell_with({counted_benchmark("s/a", 100)}), head}, {}).at(0);
  EXPECT_EQ(other.verdict, Verdict::inconclusive);
  EXPECT_THAT(other.reasons, ElementsAre("runner qemu-user against qemu-system"));
}

TEST(CountRows, AFailingHeadIsRedAndAFailingBaseIsNot) {
  Benchmark broken = counted_benchmark("s/a", 100);
  broken.outcome = base::Outcome::failed("signal", "SIGSEGV");
  EXPECT_TRUE(gated_row(counted_benchmark("s/a", 100), broken).red);
  EXPECT_FALSE(gated_row(broken, counted_benchmark("s/a", 100)).red);
  record::CellRecord unbuilt = cell_with({});
  unbuilt.outcome = base::Outcome::failed("compile-error", "no");
  const auto rows = count_rows({cell_with({counted_benchmark("s/a", 1)}), unbuilt}, {});
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_TRUE(rows[0].red);
  EXPECT_THAT(rows[0].reasons, ElementsAre("compile-error: head: no"));
}

TEST(OneSided, NamesWhatOnlyOneSideHas) {
  const OneSided names =
      one_sided({cell_with({counted_benchmark("s/a", 1), counted_benchmark("s/b", 1)}),
                 cell_with({counted_benchmark("s/b", 1)})});
  EXPECT_THAT(names.removed, ElementsAre("s/a"));
  EXPECT_THAT(names.added, IsEmpty());
}

// Such as by a rule `hw_only` that only one side's suite has.
TEST(OneSided, NamesWhatOneSideLeftOutAndNotWhatBothDid) {
  const auto with = [](const std::string& name, const base::Outcome& outcome) {
    Benchmark result = counted_benchmark(name, 1);
    result.outcome = outcome;
    return result;
  };
  const auto good = base::Outcome::ok(), skipped = base::Outcome::skipped("hw-only", "large"),
             unavailable = base::Outcome::unavailable("not-given", "no io_uring"),
             failed = base::Outcome::failed("signal", "SIGSEGV");
  const record::CountedPair pair{
      cell_with({with("s/hidden", good), with("s/not-given", good), with("s/shown", skipped),
                 with("s/neither", unavailable), with("s/broken", failed), with("s/red", good)}),
      cell_with({with("s/hidden", skipped), with("s/not-given", unavailable), with("s/shown", good),
                 with("s/neither", unavailable), with("s/broken", skipped),
                 with("s/red", failed)})};
  EXPECT_THAT(one_sided(pair).removed, ElementsAre("s/hidden", "s/not-given"));
  EXPECT_THAT(one_sided(pair).added, ElementsAre("s/shown"));
  EXPECT_THAT(one_sided(pair, 2).removed, IsEmpty());  // as older records were decided
  EXPECT_THAT(one_sided(pair, 2).added, IsEmpty());
}

TEST(OneSided, TakesTwoVersionsOfABenchmarkForTwo) {
  Benchmark changed = counted_benchmark("s/a", 9);
  changed.since = 2;
  const record::CountedPair pair{
      cell_with({counted_benchmark("s/a", 1), counted_benchmark("s/b", 1)}),
      cell_with({changed, counted_benchmark("s/b", 1)})};
  const OneSided names = one_sided(pair);
  EXPECT_THAT(names.removed, ElementsAre("s/a (version 1)"));
  EXPECT_THAT(names.added, ElementsAre("s/a (version 2)"));
  EXPECT_THAT(count_rows(pair, {}), testing::ElementsAre(testing::Field(&GateRow::name, "s/b")));
}

}  // namespace
}  // namespace assay::judge
