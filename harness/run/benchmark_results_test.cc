// SPDX-License-Identifier: Apache-2.0
#include "run/benchmark_results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::run {
namespace {

using base::Outcome;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

catalog::Suite suite_with(std::vector<catalog::BenchmarkRule> rules) {
  catalog::Suite suite;
  suite.name = "libc";
  suite.rules = std::move(rules);
  return suite;
}

BenchmarkResult result_with(import::GoogleEntry entry) {
  BenchmarkResult result;
  result.entries = {std::move(entry)};
  return result;
}

TEST(Choose, TakesWhatTheFilterFindsInSuiteAndName) {
  const Chosen chosen = choose({"strlen/8", "strlen/64", "memcpy/8"},
                               {.suite_name = "libc", .filter = "^libc/strlen.*8|y/8$"});
  EXPECT_THAT(chosen.names, SizeIs(3));
  EXPECT_THAT(chosen.active, ElementsAre(0, 2));
  EXPECT_EQ(chosen.benchmarks.at(2).name, "libc/memcpy/8");
  EXPECT_FALSE(chosen.benchmarks.contains(1));
}

TEST(Choose, GivesNamesThatAreThereTwiceANumber) {
  const Chosen chosen = choose({"a", "a"}, {.suite_name = "x"});
  EXPECT_EQ(chosen.benchmarks.at(1).name, "x/a#2");
}

TEST(Choose, KeepsANameAsItIsAndRecordsItReadably) {
  const Chosen chosen = choose({"tab\there", "bad\xff", "tab\\there"}, {.suite_name = "x"});
  EXPECT_EQ(chosen.names[0], "tab\there");
  EXPECT_EQ(chosen.benchmarks.at(0).name, "x/tab\\there");
  EXPECT_EQ(chosen.benchmarks.at(1).name, "x/bad\\xff");
  EXPECT_EQ(chosen.benchmarks.at(2).name, "x/tab\\there#2");
}

TEST(Choose, ReadsNoSettingsFromNamesThatPeopleGive) {
  // ->ArgName("threads")->Arg(64) gives such a name.
  const Chosen chosen = choose({"a/threads:64", "a/iterations:5"}, {.suite_name = "x"});
  EXPECT_EQ(chosen.benchmarks.at(0).threads, 1u);
  EXPECT_FALSE(chosen.benchmarks.at(1).fixed_iterations);
}

TEST(Choose, TakesOnlyWhatIsQuickWhenTimeIsShort) {
  catalog::Suite suite = suite_with({});
  suite.quick = {"sum"};
  const Chosen chosen =
      choose({"chase", "sum"}, {.suite = &suite, .suite_name = "libc", .quick = true});
  EXPECT_THAT(chosen.active, ElementsAre(1));
  EXPECT_FALSE(chosen.benchmarks.contains(0));
}

TEST(Choose, LeavesWhatOnlyHardwareCanDoToHardwareAndSaysSo) {
  catalog::BenchmarkRule rule;
  rule.match = "chase/*";
  rule.hw_only = true;
  rule.alias = "lat_mem_rd";
  rule.like = "multichase";
  rule.since = 2;
  rule.bound = "memory";
  rule.reason = "64 MiB take minutes under emulation";
  const catalog::Suite suite = suite_with({rule});
  const Chosen counted = choose({"chase/67108864", "sum"}, {.suite = &suite, .suite_name = "libc"});
  EXPECT_THAT(counted.active, ElementsAre(1));
  EXPECT_EQ(counted.benchmarks.at(0).outcome,
            Outcome::skipped("hw-only", "64 MiB take minutes under emulation"));
  EXPECT_EQ(counted.benchmarks.at(0).alias, "lat_mem_rd");
  EXPECT_EQ(counted.benchmarks.at(0).like, "multichase");
  EXPECT_EQ(counted.benchmarks.at(0).since, 2u);
  EXPECT_EQ(counted.benchmarks.at(0).bound, "memory");
  EXPECT_EQ(counted.benchmarks.at(1).since, 1u);
  const Chosen timed =
      choose({"chase/67108864", "sum"}, {.suite = &suite, .suite_name = "libc", .hardware = true});
  EXPECT_THAT(timed.active, ElementsAre(0, 1));
}

TEST(TakeResult, KeepsChecksumWorkAndThreads) {
  record::Benchmark benchmark;
  // 500 items in 250 ns are 2e9 a second.
  ASSERT_TRUE(
      take_result(benchmark, "a", nullptr,
                  result_with({.cpu_ns = 250, .label = "checksum=17", .items_per_second = 2e9})));
  EXPECT_EQ(benchmark.outcome, Outcome::ok());
  EXPECT_EQ(benchmark.checksum, "17");
  EXPECT_EQ(benchmark.work_amount, 500);
  EXPECT_EQ(benchmark.work_unit, "items");
}

TEST(TakeCounters, KeepsThoseThatSayWhatWasMeasuredWithAValueForEachSample) {
  record::Benchmark benchmark;
  import::GoogleEntry entry;
  take_counters(benchmark, entry, 1);
  entry.counters = {{"highway_AVX2", 32}, {"simdjson_haswell", 1},  {"xxhash_NEON", 1},
                    {"array_bytes", 64},  {"compressed_bytes", 48}, {"hits", 3}};
  take_counters(benchmark, entry, 2);
  const std::vector<record::Counter> expected{{"highway_AVX2", {std::nullopt, 32}},
                                              {"simdjson_haswell", {std::nullopt, 1}},
                                              {"xxhash_NEON", {std::nullopt, 1}},
                                              {"array_bytes", {std::nullopt, 64}},
                                              {"compressed_bytes", {std::nullopt, 48}}};
  EXPECT_EQ(benchmark.counters, expected);
}

TEST(TakeResult, FailsWhereTheSuiteExpectsAnotherChecksum) {
  catalog::Suite suite = suite_with({});
  suite.checksums["a"] = {"18", 0};
  record::Benchmark benchmark;
  EXPECT_FALSE(take_result(benchmark, "a", &suite, result_with({.label = "checksum=17"})));
  EXPECT_EQ(benchmark.outcome.code, "wrong-checksum");
  EXPECT_THAT(benchmark.outcome.reason, HasSubstr("17"));
  EXPECT_THAT(benchmark.outcome.reason, HasSubstr("18"));
}

TEST(TakeResult, FailsWhereTwoExecutionsDisagree) {
  record::Benchmark benchmark;
  ASSERT_TRUE(take_result(benchmark, "a", nullptr, result_with({.label = "checksum=17"})));
  EXPECT_FALSE(take_result(benchmark, "a", nullptr, result_with({.label = "checksum=19"})));
  EXPECT_EQ(benchmark.outcome.code, "wrong-checksum");
  // And is not mended by a later one that is right.
  EXPECT_FALSE(take_result(benchmark, "a", nullptr, result_with({.label = "checksum=17"})));
  EXPECT_EQ(benchmark.outcome.code, "wrong-checksum");
}

TEST(TakeResult, FailsWhereAChecksumWouldFillTheRecord) {
  record::Benchmark benchmark;
  EXPECT_TRUE(take_result(benchmark, "a", nullptr,
                          result_with({.label = "checksum=" + std::string(1000, '1')})));
  record::Benchmark large;
  EXPECT_FALSE(take_result(large, "a", nullptr,
                           result_with({.label = "checksum=" + std::string(20'000'000, '1')})));
  EXPECT_EQ(large.outcome, Outcome::failed("bad-output",
                                           "its label has a checksum of 20000000 "
                                           "bytes, at most 1000 are read"));
  EXPECT_EQ(large.checksum, "");
}

TEST(TakeResult, OfErrorsSkipsAndCurvesIsNoNumber) {
  const struct {
    import::GoogleEntry entry;
    Outcome::Kind kind;
    const char* code;
    const char* reason;
  } cases[] = {
      {{.error = true, .message = "no\x1b[2J disk"}, Outcome::Kind::failed, "error", "disk"},
      {{.error = true, .message = "wrong-result-in-loop: 12ab, expected 34cd"},
       Outcome::Kind::failed,
       "wrong-result-in-loop",
       "the timed loop left 12ab, expected 34cd"},
      {{.skipped = true, .message = "no AVX"}, Outcome::Kind::skipped, "skipped", "no AVX"},
      {{.skipped = true, .message = "unavailable: too-little-memory: 64 MiB are free"},
       Outcome::Kind::unavailable,
       "too-little-memory",
       "the benchmark says: 64 MiB are free"},
      {{.skipped = true, .message = "unavailable: a Code: x"},
       Outcome::Kind::skipped,
       "skipped",
       ""},
      {{.skipped = true, .message = "unavailable: code"}, Outcome::Kind::skipped, "skipped", ""},
      {{.skipped = true, .message = "unavailable: : x"}, Outcome::Kind::skipped, "skipped", ""},
      {{.big_o = true}, Outcome::Kind::failed, "no-result", "only"},
  };
  for (const auto& [entry, kind, code, reason] : cases) {
    record::Benchmark benchmark;
    EXPECT_FALSE(take_result(benchmark, "a", nullptr, result_with(entry)));
    EXPECT_EQ(benchmark.outcome.kind, kind);
    EXPECT_EQ(benchmark.outcome.code, code);
    EXPECT_THAT(benchmark.outcome.reason, HasSubstr(reason));
    EXPECT_EQ(benchmark.outcome.reason.find('\x1b'), std::string::npos);
  }
}

TEST(SummaryOf, ACellCountsWhatFailedAndWhatWasLeftOut) {
  record::CellRecord cell;
  cell.benchmarks.resize(5);
  cell.benchmarks[0].outcome = Outcome::failed("signal", "SIGILL");
  cell.benchmarks[1].outcome = Outcome::skipped("hw-only", "large");
  cell.benchmarks[2].outcome = Outcome::skipped("hw-only", "large");
  EXPECT_EQ(summary_of(cell), "5 benchmarks, 1 failed, 2 left out");
  cell.notes = {"exit status 2 after all results"};
  EXPECT_EQ(summary_of(cell),
            "5 benchmarks, 1 failed, 2 left out; exit status 2 after all results");
  cell = {};
  cell.outcome = Outcome::unavailable("no-qemu", "qemu-arm is not installed");
  EXPECT_EQ(summary_of(cell), "qemu-arm is not installed");
}

}  // namespace
}  // namespace assay::run
