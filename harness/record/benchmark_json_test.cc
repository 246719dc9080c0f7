// SPDX-License-Identifier: Apache-2.0
#include "record/benchmark_json.h"

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.h"
#include "record/edited_test.h"

namespace assay::record {
namespace {

using base::Json;

Benchmark benchmark_of(std::string_view text, Domain domain) {
  const Json document = base::parse_json(text, "a.json");
  return read_benchmark(JsonNode(document, "a.json"), domain);
}

std::string fault_of_benchmark(std::string_view text, Domain domain) {
  try {
    benchmark_of(text, domain);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "";
}

Benchmark counted_benchmark() {
  Benchmark benchmark;
  benchmark.name = "compute/matmul/64";
  benchmark.alias = "dgemm";
  benchmark.like = "HPL";
  benchmark.since = 2;
  benchmark.bound = "core";
  benchmark.determinism = Determinism::exact;
  benchmark.determinism_reason = "four executions agree";
  benchmark.checksum = "12ab";
  benchmark.work_amount = 4096;
  benchmark.work_unit = "bytes";
  benchmark.fixed_iterations = true;
  benchmark.threads = 2;
  benchmark.samples = Samples<EmuCount>{{{.iterations = 1000,
                                          .environment_bytes = 64,
                                          .instructions = 7030,
                                          .loads = 2009,
                                          .stores = 1004,
                                          .branches = 1002,
                                          .vector = 3}}};
  return benchmark;
}

Benchmark timed_benchmark() {
  Benchmark benchmark;
  benchmark.name = "memory/chase/16384";
  benchmark.samples = Samples<HwTime>{
      {{.iterations = 1000, .wall_ns = 0.1, .cpu_ns = 1e-9, .process = 5, .repetition = 2}}};
  return benchmark;
}

Benchmark sized() {
  Benchmark benchmark;
  benchmark.name = "boot/kernel_size";
  benchmark.samples = Samples<Size>{{{.bytes = 4096}}};
  return benchmark;
}

TEST(BenchmarkJson, WritesCountsInAFixedOrder) {
  EXPECT_EQ(to_json(counted_benchmark()).dump_compact(),
            R"({"name":"compute/matmul/64","alias":"dgemm","like":"HPL","since":2,"bound":"core",)"
            R"("outcome":"ok","determinism":"exact",)"
            R"("determinism_reason":"four executions agree","checksum":"12ab",)"
            R"("work_amount":4096.0,"work_unit":"bytes","fixed_iterations":true,"threads":2,)"
            R"("samples":[{"iterations":1000,"environment_bytes":64,"instructions":7030,)"
            R"("loads":2009,"stores":1004,"branches":1002,"vector":3}]})");
}

TEST(BenchmarkJson, LeavesOutWhatIsEmpty) {
  EXPECT_EQ(to_json(timed_benchmark()).dump_compact(),
            R"({"name":"memory/chase/16384","outcome":"ok","threads":1,)"
            R"("samples":[{"iterations":1000,"wall_ns":0.1,"cpu_ns":1e-09,)"
            R"("process":5,"repetition":2}]})");
}

TEST(BenchmarkJson, ReadsBackWhatItWrote) {
  Benchmark failed;
  failed.name = "libc/qsort/1024";
  failed.outcome = base::Outcome::failed("wrong-checksum", "checksum 12ab, expected 34cd");
  Benchmark aggregated;
  aggregated.name = "a/b";
  aggregated.aggregates = {{"mean", 12.5}, {"stddev", 0.25}};
  Benchmark empty_samples = timed_benchmark();
  empty_samples.samples = Samples<HwTime>{};

  EXPECT_EQ(benchmark_of(to_json(counted_benchmark()).dump(), Domain::emu_count),
            counted_benchmark());
  EXPECT_EQ(benchmark_of(to_json(sized()).dump(), Domain::size), sized());
  for (const Benchmark& each : {timed_benchmark(), failed, aggregated, empty_samples}) {
    EXPECT_EQ(benchmark_of(to_json(each).dump(), Domain::hw_time), each) << each.name;
  }
}

TEST(BenchmarkJson, KeepsEveryOutcome) {
  for (const auto& outcome : {base::Outcome::ok(), base::Outcome::failed("signal", "SIGILL"),
                              base::Outcome::unavailable("no-compiler", "no compiler for armhf"),
                              base::Outcome::skipped("hw-only", "64 MiB")}) {
    Json json;
    set_outcome(json, outcome);
    EXPECT_EQ(read_outcome(JsonNode(json, "a.json")), outcome);
  }
}

TEST(BenchmarkJson, SaysWhereABenchmarkIsWrong) {
  struct Case {
    std::string_view text;
    Domain domain;
    std::string_view message;
  };
  const Case cases[] = {
      {R"({"outcome":"ok"})", Domain::hw_time, R"(a.json: the key "name" is missing)"},
      {R"({"name":"a/x"})", Domain::hw_time, R"(a.json: the key "outcome" is missing)"},
      {R"({"name":"a/x","outcome":"good"})", Domain::hw_time,
       R"(a.json: outcome: expected one of "ok", "failed", "unavailable", "skipped", not "good")"},
      {R"({"name":"a/x","outcome":"ok","determinism":"exactly"})", Domain::emu_count,
       R"(a.json: determinism: expected one of "exact", "bounded", "nondeterministic", not "exactly")"},
      {R"({"name":"a/x","outcome":"ok","threads":-1})", Domain::hw_time,
       "a.json: threads: expected a whole number, not the negative -1"},
      {R"({"name":"a/x","outcome":"ok","work_amount":-1,"work_unit":"bytes"})", Domain::hw_time,
       "a.json: work_amount: expected a number that is not negative, not -1"},
      {R"({"name":"a/x","outcome":"ok","threads":1,"samples":{}})", Domain::hw_time,
       "a.json: samples: expected an array"},
      {R"({"name":"a/x","outcome":"ok","threads":1,"samples":[{"iterations":1}]})", Domain::hw_time,
       R"(a.json: samples[0]: the key "wall_ns" is missing)"},
      {R"({"name":"a/x","outcome":"ok","threads":1,"samples":[{"iterations":1,"environment_bytes":0,)"
       R"("instructions":9007199254740992}]})",
       Domain::emu_count,
       "a.json: samples[0].instructions: 9007199254740992 is above 2^53 - 1, the largest number"},
      {R"({"name":"a/x","outcome":"ok","threads":1,"aggregates":[{"statistic":"mean"}]})",
       Domain::hw_time, R"(a.json: aggregates[0]: the key "wall_ns" is missing)"},
  };
  for (const auto& [text, domain, message] : cases)
    EXPECT_EQ(fault_of_benchmark(text, domain), message);
}

TEST(BenchmarkJson, RefusesSamplesOfAnotherDomain) {
  EXPECT_EQ(fault_of_benchmark(to_json(counted_benchmark()).dump(), Domain::hw_time),
            "a.json: samples[0]: a sample of emu_count in a cell of hw_time");
  EXPECT_EQ(fault_of_benchmark(to_json(timed_benchmark()).dump(), Domain::emu_count),
            "a.json: samples[0]: a sample of hw_time in a cell of emu_count");
  EXPECT_EQ(fault_of_benchmark(to_json(timed_benchmark()).dump(), Domain::size),
            "a.json: samples[0]: a sample of hw_time in a cell of size");
  EXPECT_EQ(fault_of_benchmark(to_json(counted_benchmark()).dump(), Domain::size),
            "a.json: samples[0]: a sample of emu_count in a cell of size");
  EXPECT_EQ(fault_of_benchmark(to_json(sized()).dump(), Domain::hw_time),
            "a.json: samples[0]: a sample of size in a cell of hw_time");
  EXPECT_EQ(fault_of_benchmark(to_json(sized()).dump(), Domain::emu_count),
            "a.json: samples[0]: a sample of size in a cell of emu_count");
}

TEST(BenchmarkJsonDeathTest, NeverWritesANumberThatIsNone) {
  Benchmark benchmark = timed_benchmark();
  std::get<Samples<HwTime>>(benchmark.samples).values[0].wall_ns =
      std::numeric_limits<double>::quiet_NaN();
  EXPECT_DEATH(to_json(benchmark), "a recorded number is finite");
}

TEST(Benchmark, HasTheCountersThatWereWritten) {
  const base::Json document = kept_record(2, "imported-counters");
  const Record record = parse_record(document.dump_compact(), "a.json");
  EXPECT_EQ(record.seal, Seal::intact);
  const Benchmark& parse = record.cells[0].benchmarks[0];
  EXPECT_EQ(parse.label, "simd");
  const std::vector<Counter> counters{{"Misses", {25.0, 26.5}}, {"drift", {-0.5, std::nullopt}}};
  EXPECT_EQ(parse.counters, counters);
  const std::vector<std::pair<std::string, double>> of_mean{{"Misses", 3.5}};
  EXPECT_EQ(record.cells[0].benchmarks[1].aggregates[0].counters, of_mean);
  Record again = record;
  seal(again);
  EXPECT_EQ(again, record);  // the same document, as the seal says
}

}  // namespace
}  // namespace assay::record
