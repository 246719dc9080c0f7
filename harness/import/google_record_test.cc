// SPDX-License-Identifier: Apache-2.0
#include "import/google_record.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <limits>
#include <optional>

#include "base/error.h"
#include "import/google_benchmark.h"
#include "record/record_json.h"

namespace assay::import {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

record::Record from_file(const std::string& name) {
  const std::string path = ASSAY_SOURCE_DIR "/harness/import/testdata/" + name;
  std::ifstream stream(path, std::ios::binary);
  EXPECT_TRUE(stream.good()) << name;
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  return read_google_record(text, path);
}

record::Record to_record(const GoogleFile& file, std::string_view name) {
  RecordBuilder builder(name);
  for (const GoogleEntry& entry : file.entries) builder.add(entry);
  return std::move(builder).finish(file);
}

const record::Benchmark& benchmark(const record::Record& record, const std::string& name) {
  static const record::Benchmark kNone;
  const auto* found = record::find_benchmark(record.cells.at(0), name);
  EXPECT_NE(found, nullptr) << name;
  return found == nullptr ? kNone : *found;
}

std::vector<record::TimeSample> samples(const record::Benchmark& benchmark) {
  const auto* times = std::get_if<record::Samples<record::HwTime>>(&benchmark.samples);
  return times == nullptr ? std::vector<record::TimeSample>{} : times->values;
}

TEST(ToRecord, MarksWhatItReadAsImported) {
  const record::Record record = from_file("plain-1.9.json");
  EXPECT_EQ(record.provenance, "imported");
  EXPECT_EQ(record.created, "2026-01-02T03:04:05Z");  // 05:04:05 at +02:00
  ASSERT_EQ(record.cells.size(), 1u);
  const record::CellRecord& cell = record.cells[0];
  EXPECT_EQ(catalog::to_text(cell.cell), "imported/unknown/unknown/plain-1.9");
  EXPECT_EQ(cell.domain, record::Domain::hw_time);
  EXPECT_EQ(cell.place.runner, "");
  EXPECT_TRUE(cell.outcome.good());
  EXPECT_FALSE(cell.program.has_value());
  EXPECT_EQ(record::fingerprint_value(record.hosts[0], "benchmark_library"), "v1.9.1");
}

// As the library wrote it before 1.5: no run_type and no run_name.
std::string old_file(const std::vector<std::pair<std::string, double>>& entries) {
  std::string text;
  for (const auto& [name, ns] : entries) {
    text +=
        fmt::format(R"({}{{"name": "{}", "iterations": 5000, "real_time": {}, "cpu_time": {}}})",
                    text.empty() ? "" : ",", name, ns, ns);
  }
  return fmt::format(R"({{"context": {{}}, "benchmarks": [{}]}})", text);
}

TEST(ToRecord, FindsTheAggregatesOfOldFiles) {
  const auto record = read_google_record(old_file({{"find/8", 49.5},
                                                   {"find/8", 50.5},
                                                   {"find/8_mean", 50},
                                                   {"find/8_stddev", 0.5},
                                                   {"add_mean", 7},
                                                   {"add_median", 6},
                                                   {"add_stddev", 1},
                                                   {"the_mean", 3}}),
                                         "a.json");
  std::vector<std::string> names;
  for (const auto& each : record.cells[0].benchmarks) names.push_back(each.name);
  EXPECT_THAT(names, ElementsAre("a/find/8", "a/add", "a/the_mean"));
  const auto& samples =
      std::get<record::Samples<record::HwTime>>(benchmark(record, "a/find/8").samples);
  EXPECT_EQ(samples.values.size(), 2u);
  const std::vector<record::Aggregate> expected{{.statistic = "mean", .wall = 7, .cpu = 7.0},
                                                {.statistic = "median", .wall = 6, .cpu = 6.0},
                                                {.statistic = "stddev", .wall = 1, .cpu = 1.0}};
  EXPECT_EQ(benchmark(record, "a/add").aggregates, expected);
}

TEST(ToRecord, KeepsSeveralOfOneNameApartInOldFilesToo) {
  const auto record = read_google_record(old_file({{"map", 217'000},
                                                   {"map", 52},
                                                   {"find", 1},
                                                   {"find", 3},
                                                   {"find_mean", 2},
                                                   {"find_stddev", 1}}),
                                         "a.json");
  EXPECT_EQ(samples(benchmark(record, "a/map")).front().wall_ns, 217'000);
  EXPECT_EQ(samples(benchmark(record, "a/map#2")).front().wall_ns, 52);
  EXPECT_EQ(samples(benchmark(record, "a/map#2")).size(), 1u);
  EXPECT_EQ(samples(benchmark(record, "a/find")).size(), 2u);
}

TEST(ToRecord, ReadsFilesWithOldFittedCurves) {
  const auto record = read_google_record(
      R"({"context": {}, "benchmarks": [)"
      R"({"name": "order/64", "iterations": 1000, "real_time": 500, "cpu_time": 500},)"
      R"({"name": "order_BigO", "cpu_coefficient": 1.2, "real_coefficient": 1.2, "big_o": "N"},)"
      R"({"name": "order_RMS", "rms": 12%}]})",
      "a.json");
  ASSERT_EQ(record.cells[0].benchmarks.size(), 1u);
  EXPECT_EQ(record.cells[0].benchmarks[0].name, "a/order/64");
  EXPECT_EQ(record.cells[0].target_note, "left out 2 fitted curves (BigO, RMS)");
}

std::string with_context(std::string_view context) {
  return fmt::format(R"({{"context": {{{}}}, "benchmarks": [)"
                     R"({{"name": "a", "iterations": 1, "real_time": 1, "cpu_time": 1}}]}})",
                     context);
}

TEST(ToRecord, KeepsWhatTheFileSaysOfItsMachineAndProgram) {
  const record::Record record = read_google_record(
      with_context(R"("date": "2026/04/01-01:00:00", "host_name": "n1", "executable": "./a",)"
                   R"("num_cpus": 8, "mhz_per_cpu": 2600, "cpu_scaling_enabled": false,)"
                   R"("library_build_type": "release")"),
      "a.json");
  const std::vector<std::pair<std::string, std::string>> expected{
      {"host_name", "n1"},
      {"cpus", "8"},
      {"cpu_mhz", "2600"},
      {"cpu_scaling", "false"},
      {"benchmark_build_type", "release"},
      {"executable", "./a"},
      {"date", "2026/04/01-01:00:00"}};
  EXPECT_EQ(record.hosts[0].fingerprint, expected);
  EXPECT_EQ(record.created, "");  // the date names no time zone
}

TEST(ToRecord, KeepsWhatElseTheContextSays) {
  const record::Host host =
      read_google_record(
          with_context(
              R"("load_avg": [0.5, 2], "commit": "12ab", "a \"key\"": true, "caches": null,)"
              R"("json_schema_version": 1, "commit ": "later")"),
          "a.json")
          .hosts[0];
  const std::vector<std::pair<std::string, std::string>> expected{{"context.load_avg", "[0.5,2]"},
                                                                  {"context.commit", "12ab"},
                                                                  {"context.a \"key\"", "true"},
                                                                  {"context.commit ", "later"}};
  EXPECT_EQ(host.fingerprint, expected);
}

TEST(ToRecord, TakesSuiteAndTargetFromAProgramThatKnowsThem) {
  const auto cell_of = [](std::string_view context) {
    return read_google_record(with_context(context), "run1.json").cells[0];
  };
  const auto told = cell_of(R"("assay.suite": "compute", "assay.target": "kunpeng-920")");
  EXPECT_EQ(catalog::to_text(told.cell), "kunpeng-920/unknown/unknown/compute");
  EXPECT_EQ(told.benchmarks[0].name, "compute/a");
  const auto odd = cell_of(R"("assay.suite": "a/b", "assay.target": "No Target")");
  EXPECT_EQ(catalog::to_text(odd.cell), "imported/unknown/unknown/run1");
}

TEST(SetNames, SaysWhatAFileIsOf) {
  record::Record record = read_google_record(with_context(""), "run1.json");
  set_names(record, "", "");
  EXPECT_EQ(record.cells[0].benchmarks[0].name, "run1/a");
  set_names(record, "libc", "riscv64-gc");
  EXPECT_EQ(catalog::to_text(record.cells[0].cell), "riscv64-gc/unknown/unknown/libc");
  EXPECT_EQ(record.cells[0].benchmarks[0].name, "libc/a");
  EXPECT_THROW(set_names(record, "a/b", ""), base::Error);
  EXPECT_THROW(set_names(record, "", "a b"), base::Error);
}

// One entry of "x": what the file says of each repetition, `more`.
std::string repeated(const std::vector<std::string>& more) {
  std::string entries;
  for (const std::string& each : more) {
    entries += fmt::format(
        R"({}{{"name": "x", "run_name": "x", "run_type": "iteration", "repetitions": {},)"
        R"("iterations": 1000, "real_time": 1000, "cpu_time": 1000, "time_unit": "ns"{}}})",
        entries.empty() ? "" : ",", more.size(), each);
  }
  return fmt::format(R"({{"context": {{}}, "benchmarks": [{}]}})", entries);
}

TEST(ToRecord, KeepsCountersAndLabels) {
  const auto record = read_google_record(
      repeated({R"(, "bytes_per_second": 4095999999.9999995, "items_per_second": 5e8,)"
                R"("Misses": 25.0, "net_heap_growth": -16, "label": "simd")",
                R"(, "items_per_second": 5e8, "Misses": NaN, "late": 1)"}),
      "a.json");
  const auto& x = benchmark(record, "a/x");
  EXPECT_EQ(x.label, "simd");
  EXPECT_EQ(x.work_amount, 500);
  using Values = std::vector<std::optional<double>>;
  const std::vector<record::Counter> expected{
      {"Misses", Values{25, std::nullopt}},
      {"net_heap_growth", Values{-16, std::nullopt}},
      {"bytes_per_second", Values{4095999999.9999995, std::nullopt}},
      {"late", Values{std::nullopt, 1}}};
  EXPECT_EQ(x.counters, expected);
}

TEST(ToRecord, KeepsTheCountersOfAggregates) {
  const auto record = read_google_record(
      R"({"context": {}, "benchmarks": [{"name": "x_mean", "run_name": "x",)"
      R"("run_type": "aggregate", "aggregate_name": "mean", "aggregate_unit": "time",)"
      R"("iterations": 5, "real_time": 10, "cpu_time": 9, "time_unit": "us", "Misses": 2.5}]})",
      "a.json");
  const std::vector<record::Aggregate> expected{
      {.statistic = "mean", .wall = 10'000, .cpu = 9'000.0, .counters = {{"Misses", 2.5}}}};
  EXPECT_EQ(benchmark(record, "a/x").aggregates, expected);
}

TEST(ToRecord, TakesNoTimeOfNoIteration) {
  std::string text = repeated({""});
  text.replace(text.find("1000"), 4, "0");
  EXPECT_EQ(benchmark(read_google_record(text, "a.json"), "a/x").outcome.code, "not-a-time");
}

std::string said_of(const std::string& text) {
  try {
    read_google_record(text, "a.json");
    return "";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
}

TEST(ToRecord, NamesAFileThatHoldsNothingToRead) {
  EXPECT_THAT(said_of(R"({"context": {}, "benchmarks": []})"),
              testing::StartsWith("a.json: its list of benchmarks is empty"));
  EXPECT_THAT(said_of(with_context(R"("json_schema_version": 2)")),
              testing::StartsWith("a.json: its json_schema_version is 2, and only 1 is known"));
  EXPECT_EQ(said_of(with_context(R"("json_schema_version": 1)")), "");
}

TEST(ToRecord, TellsMachinesApartByNameAndNumberOfCpus) {
  const auto key = [](std::string_view context) {
    return read_google_record(with_context(context), "a.json").hosts[0].key;
  };
  const auto one = key(R"("host_name": "n1", "num_cpus": 8, "mhz_per_cpu": 2600)");
  EXPECT_EQ(one.size(), 16u);
  EXPECT_EQ(key(R"("host_name": "n1", "num_cpus": 8, "mhz_per_cpu": 1200)"), one);
  EXPECT_NE(key(R"("host_name": "n2", "num_cpus": 8)"), one);
  EXPECT_NE(key(R"("host_name": "n1", "num_cpus": 96)"), one);
  EXPECT_EQ(key(R"("mhz_per_cpu": 2600)"), "");
}

TEST(ToRecord, StatesTheWorkWhereTheRateGivesItBack) {
  for (const std::string stem : {"plain-1.7", "plain-1.9"}) {
    const record::Record record = from_file(stem + ".json");
    EXPECT_EQ(benchmark(record, stem + "/sum/1024").work_amount, 1024);
    EXPECT_EQ(benchmark(record, stem + "/sum/1024").work_unit, "items");
    EXPECT_EQ(benchmark(record, stem + "/copy/4096").work_amount, 4096);
    EXPECT_EQ(benchmark(record, stem + "/copy/4096").work_unit, "bytes");
    EXPECT_EQ(benchmark(record, stem + "/slow_ms/iterations:20").work_unit, "");
    EXPECT_EQ(benchmark(record, stem + "/sum/64").checksum, "0x5eed.1");
    EXPECT_TRUE(benchmark(record, stem + "/fixed/iterations:1000").fixed_iterations);
    EXPECT_FALSE(benchmark(record, stem + "/sum/64").fixed_iterations);
  }
  for (const std::string stem : {"threads-1.7", "threads-1.9"}) {
    const record::Record record = from_file(stem + ".json");
    for (const char* name :
         {"/spin/threads:1", "/spin/threads:2", "/spin_real/real_time/threads:2"}) {
      EXPECT_EQ(benchmark(record, stem + name).work_amount, 1) << name;
    }
    EXPECT_EQ(benchmark(record, stem + "/spin/threads:2").threads, 2u);
  }
}

TEST(ToRecord, LeavesOutWorkThatWasRoundedOrVaries) {
  GoogleEntry entry{.run_name = "a", .iterations = 1, .real_ns = 10, .cpu_ns = 10};
  entry.typed = true;
  entry.items_per_second = 3.1e8;  // 3.1 items in 10 ns
  EXPECT_EQ(to_record({.entries = {entry}}, "x").cells[0].benchmarks[0].work_amount, 0);
  entry.items_per_second = 3e8;
  EXPECT_EQ(to_record({.entries = {entry}}, "x").cells[0].benchmarks[0].work_amount, 3);
  GoogleEntry other = entry;
  other.items_per_second = 4e8;
  EXPECT_EQ(to_record({.entries = {entry, other}}, "x").cells[0].benchmarks[0].work_amount, 0);
  entry.items_per_second = std::numeric_limits<double>::infinity();
  EXPECT_EQ(to_record({.entries = {entry}}, "x").cells[0].benchmarks[0].work_amount, 0);
}

TEST(ToRecord, MakesRepetitionsSamplesOfOneProcess) {
  for (const std::string stem : {"repetitions-1.7", "repetitions-1.9", "interleaved-1.9"}) {
    const record::Record record = from_file(stem + ".json");
    ASSERT_EQ(record.cells[0].benchmarks.size(), 2u);
    const auto& sum = benchmark(record, stem + "/sum/64");
    const auto values = samples(sum);
    ASSERT_EQ(values.size(), 3u);
    for (std::uint64_t index = 0; index < 3; ++index) {
      EXPECT_EQ(values[index].process, 1u);
      EXPECT_EQ(values[index].repetition, index);
      EXPECT_GT(values[index].wall_ns, 0);
    }
    EXPECT_TRUE(sum.aggregates.empty());
  }
}

TEST(ToRecord, KeepsAggregatesOfTimeWhereThereIsNothingElse) {
  for (const std::string stem : {"aggregates-1.7", "aggregates-1.9"}) {
    const record::Record record = from_file(stem + ".json");
    ASSERT_EQ(record.cells[0].benchmarks.size(), 2u);
    const auto& sum = benchmark(record, stem + "/sum/64");
    EXPECT_TRUE(sum.outcome.good());
    EXPECT_EQ(record::domain_of(sum.samples), std::nullopt);
    std::vector<std::string> statistics;
    for (const auto& each : sum.aggregates) statistics.push_back(each.statistic);
    EXPECT_THAT(statistics, testing::IsSupersetOf({"mean", "median", "stddev"}));
  }
  // As it stands in the file.
  EXPECT_EQ(benchmark(from_file("aggregates-1.9.json"), "aggregates-1.9/sum/64").aggregates[0].wall,
            5.5549427004183912e+01);
}

TEST(ToRecord, TurnsErrorsAndSkipsIntoOutcomes) {
  const record::Record record = from_file("errors-1.9.json");
  const auto& fails = benchmark(record, "errors-1.9/fails/iterations:10");
  EXPECT_EQ(fails.outcome, base::Outcome::failed("benchmark-error", "no device \"card0\"\\nasked"));
  EXPECT_TRUE(samples(fails).empty());
  EXPECT_EQ(benchmark(record, "errors-1.9/skips/iterations:10").outcome,
            base::Outcome::skipped("skipped-by-program", "needs two NUMA nodes"));
  EXPECT_TRUE(benchmark(record, "errors-1.9/after/iterations:10").outcome.good());
  EXPECT_TRUE(record.cells[0].outcome.good());
  const record::Record repeated = from_file("errors-repeated-1.9.json");
  EXPECT_EQ(repeated.cells[0].benchmarks.size(), 3u);
}

TEST(ToRecord, TakesNoSampleFromATimeThatIsNone) {
  const auto& infinite =
      benchmark(from_file("odd-1.9.json"), "odd-1.9/inf/iterations:3/manual_time");
  EXPECT_EQ(infinite.outcome.code, "not-a-time");
  EXPECT_THAT(infinite.outcome.reason, HasSubstr("inf ns real"));
  EXPECT_TRUE(samples(infinite).empty());
}

TEST(ToRecord, OfNoIterationsThereIsNoTime) {
  const std::string text =
      R"({"context": {}, "benchmarks": [{"name": "slow/threads:64", "run_name": "slow/threads:64",
          "run_type": "iteration", "threads": 64, "iterations": 0, "real_time": 1580,
          "cpu_time": 1580, "time_unit": "ns"}]})";
  const auto record = read_google_record(text, "a.json");
  const auto& slow = benchmark(record, "a/slow/threads:64");
  EXPECT_EQ(slow.outcome, base::Outcome::failed("not-a-time", "repetition 0 has 0 iterations"));
  EXPECT_TRUE(samples(slow).empty());
}

std::string typed_entry(std::string_view name, std::string_view values) {
  return fmt::format(R"({{"name": "{0}", "run_name": "{0}", "run_type": "iteration", {1}}})", name,
                     values);
}

record::Record of_entries(const std::vector<std::string>& entries) {
  return read_google_record(
      fmt::format(R"({{"context": {{}}, "benchmarks": [{}]}})", fmt::join(entries, ",")), "f.json");
}

constexpr std::string_view kGoodTimes = R"("iterations": 10, "real_time": 2, "cpu_time": 2)";

// 2^60 iterations, fewer than none, times that are none: of one entry, and of no other.
TEST(ToRecord, AnImpossibleValueIsTheOutcomeOfItsBenchmarkAlone) {
  const struct {
    std::string values, code, reason;
  } cases[] = {
      {R"("iterations": 1152921504606846976, "real_time": 2, "cpu_time": 2)", "bad-value",
       "repetition 0 can't be read: iterations: 1152921504606846976 is above 2^53 - 1, the largest "
       "number"},
      {R"("iterations": -1, "real_time": 2, "cpu_time": 2)", "bad-value",
       "repetition 0 can't be read: iterations: expected a whole number that is not negative"},
      {R"("iterations": 0, "real_time": 2, "cpu_time": 2)", "not-a-time",
       "repetition 0 has 0 iterations"},
      {R"("iterations": 1, "real_time": -2, "cpu_time": 2)", "not-a-time",
       "repetition 0 took -2 ns real and 2 ns CPU time"},
      {R"("iterations": 1, "real_time": 2, "cpu_time": 1e400)", "not-a-time",
       "repetition 0 took 2 ns real and inf ns CPU time"},
      {R"("iterations": 1, "real_time": NaN, "cpu_time": 2)", "not-a-time",
       "repetition 0 took nan ns real and 2 ns CPU time"},
      {R"("iterations": 1, "real_time": "NaN", "cpu_time": 2)", "bad-value",
       "repetition 0 can't be read: real_time: expected a number"},
      {R"("iterations": 1, "cpu_time": 2)", "bad-value",
       "repetition 0 can't be read: the key \"real_time\" is missing"},
  };
  for (const auto& [values, code, reason] : cases) {
    const auto record = of_entries(
        {typed_entry("a", kGoodTimes), typed_entry("b", values), typed_entry("c", kGoodTimes)});
    ASSERT_EQ(record.cells[0].benchmarks.size(), 3u) << values;
    EXPECT_EQ(benchmark(record, "f/b").outcome, base::Outcome::failed(code, reason));
    EXPECT_TRUE(samples(benchmark(record, "f/b")).empty());
    for (const char* name : {"f/a", "f/c"}) {
      EXPECT_TRUE(benchmark(record, name).outcome.good());
      EXPECT_EQ(samples(benchmark(record, name)).size(), 1u);
    }
    EXPECT_THAT(record.cells[0].notes, ElementsAre("b: " + reason));
    record::Record sealed = record;
    sealed.created = "2026-11-24T05:00:00Z";
    record::seal(sealed);
    EXPECT_EQ(record::parse_record(record::to_json(sealed).dump(), "f"), sealed);
  }
}

TEST(ToRecord, OneRepetitionThatCannotBeReadFailsItsBenchmark) {
  const auto record = of_entries(
      {typed_entry("a", kGoodTimes),
       typed_entry("a",
                   R"("repetition_index": 1, "iterations": -1, "real_time": 2, "cpu_time": 2)"),
       typed_entry("b", kGoodTimes)});
  ASSERT_EQ(record.cells[0].benchmarks.size(), 2u);
  EXPECT_EQ(benchmark(record, "f/a").outcome.code, "bad-value");
  EXPECT_THAT(benchmark(record, "f/a").outcome.reason, HasSubstr("repetition 1 can't be read"));
}

TEST(ToRecord, NamesAggregatesThatCannotBeRead) {
  const auto aggregate = [](std::string_view statistic, std::string_view time) {
    return fmt::format(R"({{"name": "x_{0}", "run_name": "x", "run_type": "aggregate",)"
                       R"("aggregate_name": "{0}", "iterations": 5, "real_time": {1},)"
                       R"("cpu_time": {1}}})",
                       statistic, time);
  };
  const std::string lost = "the cv took nan ns real and nan ns CPU time";
  auto record = of_entries({aggregate("median", "7"), aggregate("cv", "NaN")});
  EXPECT_TRUE(benchmark(record, "f/x").outcome.good());
  EXPECT_EQ(benchmark(record, "f/x").aggregates.size(), 1u);
  EXPECT_THAT(record.cells[0].notes, ElementsAre("x: " + lost));
  record = of_entries({aggregate("cv", "NaN"), typed_entry("y", kGoodTimes)});
  EXPECT_EQ(benchmark(record, "f/x").outcome, base::Outcome::failed("not-a-time", lost));
}

TEST(ToRecord, NamesKeysThatAreGivenTwice) {
  const std::string twice = R"("iterations": 10, "real_time": 2, "cpu_time": 2, "real_time": 9)";
  const auto record =
      of_entries({typed_entry("a", kGoodTimes), typed_entry("b", twice), typed_entry("b", twice)});
  EXPECT_EQ(samples(benchmark(record, "f/b")).front().wall_ns, 2);
  EXPECT_THAT(record.cells[0].notes,
              ElementsAre("b gives the key \"real_time\" twice; the first one is used"));
  EXPECT_THAT(
      read_google_record(with_context(R"("date": "1", "date": "2")"), "f.json").cells[0].notes,
      ElementsAre("the context gives the key \"date\" twice; the first one is used"));
}

TEST(ToRecord, SaysHowManyMoreNotesThereAre) {
  std::vector<std::string> entries{typed_entry("good", kGoodTimes)};
  for (int i = 0; i < 25; ++i) {
    entries.push_back(typed_entry(fmt::format("b{}", i), R"("iterations": -1)"));
  }
  const auto notes = of_entries(entries).cells[0].notes;
  ASSERT_EQ(notes.size(), 21u);
  EXPECT_EQ(notes.back(), "and 5 more of this kind");
}

// ->ArgName("iterations")->Arg(5) gives the name that ->Iterations(5) gives.
TEST(ToRecord, BelievesNoNameThatTheResultsContradict) {
  const struct {
    std::uint64_t iterations, threads;
    bool fixed;
  } cases[] = {{5, 1, true}, {10, 2, true}, {123456, 1, false}};
  for (const auto& [iterations, threads, fixed] : cases) {
    const auto record = to_record({.library_version = {},
                                   .context = {},
                                   .entries = {{.run_name = "a/iterations:5",
                                                .threads = threads,
                                                .iterations = iterations,
                                                .real_ns = 2,
                                                .cpu_ns = 2}}},
                                  "f.json");
    EXPECT_EQ(benchmark(record, "f/a/iterations:5").fixed_iterations, fixed) << iterations;
  }
}

TEST(WorkOf, TakesTheTimeByWhichItIsAWholeNumberWhateverTheNameSays) {
  // 1000 items in 370 ns of CPU time, 410 ns real.
  GoogleEntry entry{.run_name = "a/real_time:3", .real_ns = 410, .cpu_ns = 370};
  entry.items_per_second = 1000 / 370e-9;
  EXPECT_EQ(work_of(entry), (Work{1000, "items"}));
  entry.run_name = "a/real_time";
  EXPECT_EQ(work_of(entry), (Work{1000, "items"}));
  entry.items_per_second = 1000 / 410e-9;
  EXPECT_EQ(work_of(entry), (Work{1000, "items"}));
}

TEST(ToRecord, KeepsTwoBenchmarksOfOneNameApart) {
  const record::Record record = from_file("odd-1.7.json");
  EXPECT_EQ(samples(benchmark(record, "odd-1.7/same/iterations:10")).size(), 1u);
  EXPECT_EQ(samples(benchmark(record, "odd-1.7/same/iterations:10#2")).size(), 1u);
}

TEST(ToRecord, LeavesOutFittedCurves) {
  EXPECT_EQ(from_file("complexity-1.9.json").cells[0].benchmarks.size(), 4u);
}

TEST(ToRecord, NumbersTheRepetitionsOfFilesThatDoNot) {
  const auto values =
      samples(read_google_record(
                  old_file({{"a", 1}, {"a", 1}, {"a", 1}, {"a_mean", 1}, {"a_stddev", 0}}), "x")
                  .cells[0]
                  .benchmarks[0]);
  ASSERT_EQ(values.size(), 3u);
  EXPECT_EQ(values[2].repetition, 2u);
}

TEST(ToRecord, SaysWhenAFileHoldsNoBenchmark) {
  EXPECT_EQ(to_record({}, "x").cells[0].outcome.code, "no-benchmarks");
}

TEST(ToRecord, KnowsDatesWithATimeZoneOnly) {
  const std::pair<const char*, const char*> cases[] = {
      {"2026-01-01T00:30:00+02:00", "2025-12-31T22:30:00Z"},
      {"2024-02-28T23:30:00-01:00", "2024-02-29T00:30:00Z"},
      {"2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"},
      {"2018-05-01 10:11:12", ""},
      {"2026-01-02T03:04:05", ""},
      {"2026-02-30T03:04:05Z", ""},
      {"2026-01-02T24:04:05Z", ""},
      {"2026-01-02T03:04:05+99:00", ""},
      {"2026-01-02T03:04:05+0200", ""},
      {"", ""},
  };
  for (const auto& [date, expected] : cases) {
    EXPECT_EQ(to_record({.context = {{"date", date}}}, "x").created, expected) << date;
  }
}

TEST(ToRecord, NamesTheSuiteAfterTheFile) {
  const std::pair<const char*, const char*> cases[] = {
      {"a/b/suite.json", "suite"}, {"suite", "suite"},     {"x.y.json", "x.y"},
      {".json", ".json"},          {"folder/", "unknown"}, {"a\x1b[2Jb.json", "a\\x1b[2Jb"},
  };
  for (const auto& [name, suite] : cases) EXPECT_EQ(to_record({}, name).cells[0].cell.suite, suite);
}

TEST(ToRecord, HasAnIdThatDependsOnTheContentAndNotOnTheFilesName) {
  GoogleEntry entry{.run_name = "a", .iterations = 1, .real_ns = 1, .cpu_ns = 1};
  const std::string id = to_record({.entries = {entry}}, "x").id;
  EXPECT_EQ(id.size(), 16u);
  EXPECT_EQ(to_record({.entries = {entry}}, "y").id, id);
  entry.cpu_ns = 2;
  EXPECT_NE(to_record({.entries = {entry}}, "x").id, id);
}

TEST(ToRecord, GivesEveryBenchmarkANameOfItsOwn) {
  const auto entry = [](const char* name, std::int64_t family) {
    return GoogleEntry{.run_name = name, .threads = 0, .family_index = family};
  };
  const auto record =
      to_record({.entries = {entry("a", 0), entry("a#2", 1), entry("a", 2), entry("a", 3)}}, "x");
  std::vector<std::string> names;
  for (const auto& benchmark : record.cells[0].benchmarks) {
    names.push_back(benchmark.name);
    EXPECT_EQ(benchmark.threads, 1u);
  }
  EXPECT_THAT(names, testing::ElementsAre("x/a", "x/a#2", "x/a#3", "x/a#4"));
}

TEST(ToRecord, GivesRecordsThatCanBeWrittenAndReadBack) {
  for (const char* name : {"plain-1.7.json", "odd-1.9.json", "aggregates-1.7.json", "bad-1.9.json",
                           "errors-repeated-1.9.json", "complexity-1.7.json"}) {
    record::Record record = from_file(name);
    record.created = "2026-11-24T05:00:00Z";  // given by who saves it, as the seal is
    record::seal(record);
    EXPECT_EQ(record::parse_record(record::to_json(record).dump(), name), record) << name;
  }
}

TEST(ChecksumOfLabel, IsTheWordBehindTheSign) {
  EXPECT_EQ(checksum_of_label("checksum=12ab"), "12ab");
  EXPECT_EQ(checksum_of_label("size 64 checksum=1.5e3 more"), "1.5e3");
  EXPECT_EQ(checksum_of_label("nochecksum=1 checksum=2"), "2");
  EXPECT_EQ(checksum_of_label("checksum="), "");
  EXPECT_EQ(checksum_of_label("checksum 5"), "");
  EXPECT_EQ(checksum_of_label(""), "");
}

}  // namespace
}  // namespace assay::import
