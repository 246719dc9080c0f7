// SPDX-License-Identifier: Apache-2.0
#include "present/show.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/json.h"
#include "present/tables_test.h"
#include "record/record_json.h"

namespace assay::present {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const Style kEverything{.format = "table", .columns = 100, .color = false, .all = true};

std::string error_of_benchmark(std::string_view name) {
  try {
    benchmark_text(small_record(), name, kEverything);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "no error";
}

TEST(RecordText, ListsCellsWithWhatSucceededAndWhatDidNot) {
  EXPECT_EQ(record_text(small_record(), kEverything),
            "record      20261124-ab12\n"
            "created     2026-11-24T05:00:00Z\n"
            "provenance  measured\n"
            "harness     assay 0.1.0, commit abc123\n"
            "\n"
            "host\n"
            "  arch   x86-64\n"
            "  cpu    AMD EPYC 7B13\n"
            "  class  virtualised\n"
            "\n"
            "cell                                runner     domain     outcome  ok  failed  other\n"
            "riscv64-gc/clang/debian-12/compute  qemu-user  emu_count  ok        1       1      0\n"
            "\n"
            "benchmark     cell                        why\n"
            "compute/hang  riscv64-gc/clang/qemu-user  failed, timeout: no result within 60 s\n");
}

TEST(RecordText, GivesTheReasonOfACellThatDidNotRun) {
  record::Record record = small_record();
  record.cells[0].outcome = base::Outcome::unavailable("no-compiler", "apt install clang-19");
  record.cells[0].benchmarks.clear();
  EXPECT_THAT(record_text(record, kEverything),
              AllOf(HasSubstr("emu_count  no-compiler [1]   0       0      0\n"),
                    HasSubstr("[1] no-compiler: apt install clang-19\n")));
}

TEST(RecordText, NamesTheFileOfAnImportedRecord) {
  record::Record record = small_record();
  record.provenance = "imported";
  record.source = "base.json";
  EXPECT_THAT(record_text(record, kEverything), HasSubstr("provenance  imported from base.json\n"));
}

TEST(RecordText, SaysWhatASealSays) {
  record::Record record = small_record();
  EXPECT_THAT(record_text(record, kEverything), Not(HasSubstr("seal")));
  record.seal = record::Seal::missing;
  EXPECT_THAT(record_text(record, kEverything), HasSubstr("seal        not sealed: "));
  record.seal = record::Seal::broken;
  EXPECT_THAT(record_text(record, kEverything),
              HasSubstr("provenance  edited\nseal        broken: "));
  EXPECT_THAT(record_text(record, kEverything), Not(HasSubstr("decides nothing")));
  record.question.emplace();
  EXPECT_THAT(record_text(record, kEverything), HasSubstr("decides nothing"));
}

TEST(RecordText, NamesTheRecordThatItWasMadeFrom) {
  record::Record record = small_record();
  record.derived_from = {.id = "20261123-cd34", .removed = {"other targets", "host names"}};
  EXPECT_THAT(record_text(record, kEverything),
              HasSubstr("derived from  20261123-cd34, without other targets, host names\n"));
}

TEST(RecordText, ShowsEveryHost) {
  record::Record record = small_record();
  record.hosts.push_back({.fingerprint = {{"cpu", "Kunpeng-920"}}, .place = "ssh:lab1"});
  const auto text = record_text(record, kEverything);
  EXPECT_THAT(text, HasSubstr("AMD EPYC 7B13"));
  EXPECT_THAT(text, HasSubstr("Kunpeng-920"));
  EXPECT_THAT(text, testing::ContainsRegex("place +ssh:lab1\n"));
}

TEST(BenchmarkText, TracesTheValueToSamplesFlagsAndHashes) {
  EXPECT_EQ(benchmark_text(small_record(), "compute/crc/64", kEverything),
            "benchmark   compute/crc/64\n"
            "record      20261124-ab12\n"
            "created     2026-11-24T05:00:00Z\n"
            "provenance  measured\n"
            "harness     assay 0.1.0, commit abc123\n"
            "\n"
            "riscv64-gc/clang/debian-12/compute, qemu-user, emu_count\n"
            "  outcome          ok\n"
            "  value            4,103 instructions per iteration\n"
            "  derived          environment of 0 bytes: (820,820 - 410,520) / 100 = 4,103\n"
            "                   environment of 4,096 bytes: (820,830 - 410,530) / 100 = 4,103\n"
            "                   the value is the mean of these\n"
            "  other counts     loads 10, stores 0, branches 0, vector 0 per iteration\n"
            "  determinism      exact\n"
            "  checksum         12ab\n"
            "  program          build/cells/riscv64-gc/compute\n"
            "    sha256         c0ffee\n"
            "    build id       beef\n"
            "    linkage        riscv64, static\n"
            "    compiler       clang 19.1.7\n"
            "    flags          -O2 -march=rv64gc\n"
            "    linker         LLD 19.1.7\n"
            "    libc           glibc 2.36\n"
            "    library        Google Benchmark 1.9.1\n"
            "  emulator         qemu-riscv64 7.2.22, cpu rv64\n"
            "    sha256         e1\n"
            "    plugin sha256  a7\n"
            "  samples, as read\n"
            "    iterations  environment bytes  instructions  loads  stores  branches  vector\n"
            "           100                  0       410,520  1,010       0         0       0\n"
            "           200                  0       820,820  2,010       0         0       0\n"
            "           100              4,096       410,530  1,010       0         0       0\n"
            "           200              4,096       820,830  2,010       0         0       0\n"
            "\n"
            "host\n"
            "  arch   x86-64\n"
            "  cpu    AMD EPYC 7B13\n"
            "  class  virtualised\n");
}

TEST(BenchmarkText, LeadsWithTheValueItsStepsAndWhereItRan) {
  EXPECT_EQ(benchmark_text(small_record(), "compute/crc/64", kPlain),
            "compute/crc/64 in 20261124-ab12, measured, 2026-11-24T05:00:00Z\n"
            "riscv64-gc/clang/debian-12/compute, qemu-user, emu_count\n"
            "  value            4,103 instructions per iteration\n"
            "  derived          environment of 0 bytes: (820,820 - 410,520) / 100 = 4,103\n"
            "                   environment of 4,096 bytes: (820,830 - 410,530) / 100 = 4,103\n"
            "                   the value is the mean of these\n"
            "  other counts     loads 10, stores 0, branches 0, vector 0 per iteration\n"
            "  determinism      exact\n"
            "  checksum         12ab\n"
            "  ran on           qemu-riscv64 7.2.22, cpu rv64\n"
            "--all also shows samples, program, flags, hashes and host\n");
}

TEST(BenchmarkText, ShortenedHasThreeLinesOfSteps) {
  record::Record record = small_record();
  auto& samples =
      std::get<record::Samples<record::EmuCount>>(record.cells[0].benchmarks[0].samples);
  const auto more = samples.values;
  for (auto each : more) {
    each.environment_bytes += 8192;
    samples.values.push_back(each);
  }
  EXPECT_THAT(benchmark_text(record, "compute/crc/64", kPlain),
              HasSubstr("4,096 bytes: (820,830 - 410,530) / 100 = 4,103\n"
                        "                   ... and 3 more lines\n  other"));
  EXPECT_THAT(benchmark_text(record, "compute/crc/64", kEverything),
              HasSubstr("of 12,288 bytes: "));
}

TEST(BenchmarkText, ShortenedSaysWhyThereIsNoValue) {
  EXPECT_THAT(benchmark_text(small_record(), "compute/hang", kPlain),
              AllOf(HasSubstr("outcome          failed, timeout: no result within 60 s\n"),
                    HasSubstr("value            none\n")));
}

TEST(BenchmarkText, ShowsEveryCellThatHoldsIt) {
  record::Record record = small_record();
  record.cells.push_back(record.cells[0]);
  record.cells[1].cell.toolchain = "gcc";
  record.cells[1].place.emulator->variant = "vlen-128";
  EXPECT_THAT(benchmark_text(record, "compute/crc/64", kEverything),
              AllOf(HasSubstr("\nriscv64-gc/clang/debian-12/compute, qemu-user, emu_count\n"),
                    HasSubstr("\nriscv64-gc/gcc/debian-12/compute, qemu-user, emu_count\n"),
                    HasSubstr("cpu rv64, variant vlen-128\n")));
}

TEST(BenchmarkText, SaysWhyABenchmarkHasNoValue) {
  EXPECT_THAT(benchmark_text(small_record(), "compute/hang", kEverything),
              AllOf(HasSubstr("outcome          failed, timeout: no result within 60 s\n"),
                    HasSubstr("value            none\n")));
}

TEST(BenchmarkText, ShowsTimesToTheLastDigit) {
  record::Record record = small_record();
  record.cells[0].domain = record::Domain::hw_time;
  record.cells[0].benchmarks[0].samples = record::Samples<record::HwTime>{
      {{.iterations = 1000, .wall_ns = 12.345678, .cpu_ns = 12.25, .process = 1}}};
  EXPECT_THAT(benchmark_text(record, "compute/crc/64", kEverything),
              HasSubstr("    process  repetition  iterations    wall ns  cpu ns\n"
                        "          1           0       1,000  12.345678   12.25\n"));
}

// Two repetitions of one process, as an imported file holds them.
record::Record imported_record() {
  record::Record record = small_record();
  record.provenance = "imported";
  record.source = "run.json";
  record::CellRecord& cell = record.cells[0];
  cell.program.reset();
  cell.place = {};
  cell.domain = record::Domain::hw_time;
  cell.benchmarks.resize(1);
  cell.benchmarks[0].samples = record::Samples<record::HwTime>{
      {{.iterations = 10, .wall_ns = 1.5, .cpu_ns = 1.25, .process = 1, .repetition = 0},
       {.iterations = 10, .wall_ns = 2.5, .cpu_ns = 1.75, .process = 1, .repetition = 1}}};
  return record;
}

TEST(BenchmarkText, ShortenedNamesTheHostOfATime) {
  EXPECT_THAT(benchmark_text(imported_record(), "compute/crc/64", kPlain),
              AllOf(HasSubstr("compute/crc/64 in 20261124-ab12, imported from run.json, "),
                    HasSubstr("\n  ran on           AMD EPYC 7B13, virtualised\n"),
                    Not(HasSubstr("1.25"))));
}

TEST(BenchmarkText, ShowsCountersAndLabels) {
  record::Record record = imported_record();
  record.cells[0].benchmarks[0].label = "simd";
  record.cells[0].benchmarks[0].counters = {{"Misses", {25, std::nullopt}}, {"heap", {-1, 2.5}}};
  const auto text = benchmark_text(record, "compute/crc/64", kEverything);
  EXPECT_THAT(text, HasSubstr("\n  label        simd\n"));
  EXPECT_THAT(text, HasSubstr("\n  counter      Misses: 25, -\n"));
  EXPECT_THAT(text, HasSubstr("\n  counter      heap: -1, 2.5\n"));
}

TEST(BenchmarkText, ShowsOnceWhatAllSamplesState) {
  record::Record record = imported_record();
  record.cells[0].benchmarks[0].counters = {{"compressed_bytes", {1702, 1702}}};
  for (const Style& style : {kPlain, kEverything}) {
    EXPECT_THAT(benchmark_text(record, "compute/crc/64", style),
                HasSubstr(" compressed_bytes: 1702\n"));
  }
}

TEST(BenchmarkText, ShortenedHasThreeLinesOfCounters) {
  record::Record record = imported_record();
  auto& counters = record.cells[0].benchmarks[0].counters;
  counters = {{"a", {1}}, {"b", {2}}, {"c", {3}}};
  EXPECT_THAT(benchmark_text(record, "compute/crc/64", kPlain),
              HasSubstr("\n  counter          a: 1\n"
                        "                   b: 2\n"
                        "                   c: 3\n  ran on"));
  counters.push_back({"d", {4}});
  EXPECT_THAT(benchmark_text(record, "compute/crc/64", kPlain),
              HasSubstr("                   b: 2\n"
                        "                   ... and 2 more lines\n  ran on"));
}

TEST(BenchmarkText, ShowsTheSameWorkAndSimilarWorkAsFactsOfTheirOwn) {
  record::Record record = imported_record();
  record.cells[0].benchmarks[0].alias = "lmbench lat_pipe";
  record.cells[0].benchmarks[0].like = "perf bench sched pipe";
  EXPECT_THAT(benchmark_text(record, "compute/crc/64", kEverything),
              HasSubstr("\n  alias        lmbench lat_pipe\n"
                        "  like         perf bench sched pipe\n"));
  record.cells[0].benchmarks[0].like.clear();
  EXPECT_THAT(benchmark_text(record, "compute/crc/64", kEverything), Not(HasSubstr("like")));
}

TEST(BenchmarkText, ShowsTheCountersOfAggregates) {
  record::Record record = imported_record();
  record::Benchmark& benchmark = record.cells[0].benchmarks[0];
  benchmark.samples = {};
  benchmark.aggregates = {
      {.statistic = "mean", .wall = 2, .cpu = 1.5, .counters = {{"Misses", 3.5}}}};
  EXPECT_THAT(benchmark_text(record, "compute/crc/64", kEverything),
              HasSubstr("\n    counter    Misses: 3.5\n"));
}

TEST(RecordText, SaysWhatWasLeftOutOfAnImportedFile) {
  record::Record record = imported_record();
  record.cells[0].target_note = "left out 2 fitted curves (BigO, RMS)";
  record.cells[0].notes = {"crc/64 gives the key \"label\" twice; the first one is used"};
  EXPECT_THAT(record_text(record, kEverything),
              HasSubstr("\nnote: left out 2 fitted curves (BigO, RMS)\n"
                        "note: crc/64 gives the key \"label\" twice; the first one is used\n"));
}

TEST(RecordText, MarksWhatIsDoubtful) {
  record::Record record = small_record();
  record.hosts[0].host_class = "bare-metal-claimed";
  record.hosts[0].evidence = {{"hypervisor: x", "strong", "y"}};
  EXPECT_THAT(record_text(record, kEverything), HasSubstr("ok, class-doubtful [1]"));
  EXPECT_THAT(benchmark_text(record, "compute/crc/64", kEverything),
              HasSubstr("4,103 instructions per iteration !class-doubtful\n"));
  record = small_record();
  record.cells[0].benchmarks[0].samples = {};
  EXPECT_THAT(record_text(record, kEverything), HasSubstr("ok, no-samples: the record says ok"));
}

TEST(BenchmarkText, ShowsNoTimeOfAnEmulatedHost) {
  record::Record record = imported_record();
  record.provenance = "measured";
  record.hosts[0].host_class = "emulated";
  const auto text = benchmark_text(record, "compute/crc/64", kEverything);
  EXPECT_THAT(text, HasSubstr("value        not shown, emulated-host: "));
  EXPECT_THAT(
      benchmark_text(record, "compute/crc/64", kPlain),
      AllOf(HasSubstr("value            not shown, emulated-host: "), Not(HasSubstr("1.5"))));
  EXPECT_THAT(text, testing::Not(HasSubstr("1.5")));
}

TEST(BenchmarkText, OfAnEmulatedHostHasTheChecksumAndSaysWhyThereIsNoTime) {
  record::Record record = imported_record();
  record.provenance = "measured";
  record.hosts[0].host_class = "emulated";
  record.cells[0].outcome = base::Outcome::unavailable("emulated-host", "results were checked");
  for (record::Benchmark& each : record.cells[0].benchmarks) {
    each.samples = {};
    each.aggregates.clear();
    each.checksum = "12ab";
  }
  for (const auto& style : {kEverything, kPlain}) {
    const auto text = benchmark_text(record, "compute/crc/64", style);
    EXPECT_THAT(text, testing::ContainsRegex("value +none, .*emulated-host: results were checked"));
    EXPECT_THAT(text, HasSubstr("12ab"));
  }
}

TEST(BenchmarkText, NamesTheNearestBenchmarks) {
  EXPECT_EQ(error_of_benchmark("compute/crc/65"),
            "record 20261124-ab12 holds no benchmark \"compute/crc/65\", did you mean "
            "\"compute/crc/64\"?; give a full name, such as compute/crc/64");
  EXPECT_THAT(error_of_benchmark("of/another/folder/hang"),
              HasSubstr("folder/hang\"; it has compute/hang"));
  EXPECT_THAT(error_of_benchmark("hang"),
              HasSubstr("\"hang\"; it has compute/hang; give a full name"));
  EXPECT_THAT(error_of_benchmark("zzz"), HasSubstr("holds no benchmark \"zzz\"; give a full name"));
}

std::string small_document() { return record::to_json(small_record()).dump(); }

TEST(BenchmarkJson, HoldsTheCellsThatHaveItWithNothingElse) {
  const base::Json json =
      base::parse_json(benchmark_json(small_record(), small_document(), "compute/crc/64"), "a");
  EXPECT_EQ(*json.find("schema"), base::Json("assay.benchmark/2"));
  EXPECT_EQ(*json.find("benchmark"), base::Json("compute/crc/64"));
  EXPECT_EQ(*json.find("id"), base::Json("20261124-ab12"));
  record::Record part = small_record();
  part.cells[0].benchmarks.resize(1);
  EXPECT_EQ(*json.find("cells"), *record::to_json(part).find("cells"));
}

// Of three marks of a document: one is of all of it, one of another cell.
TEST(BenchmarkJson, KeepsTheMarksOfWhatIsLeft) {
  record::Record record = small_record();
  record.cells.insert(record.cells.begin(), record.cells[0]);
  record.cells[0].cell.suite = "other";
  record.cells[0].benchmarks.resize(1);
  record.cells[0].benchmarks[0].name = "other/sort";
  std::swap(record.cells[1].benchmarks[0], record.cells[1].benchmarks[1]);
  const auto mark = [](const char* at, const char* code) {
    return base::Json().set("at", at).set("code", code);
  };
  base::Json document = record::to_json(record);
  document.set("marks", base::Json::Array{mark("", "edited"), mark("/cells/0", "foreign-host"),
                                          mark("/cells/1/benchmarks/1", "no-samples")});
  const base::Json json =
      base::parse_json(benchmark_json(record, document.dump(), "compute/crc/64"), "a");
  EXPECT_EQ(*json.find("marks"),
            base::Json(base::Json::Array{mark("", "edited"),
                                         mark("/cells/0/benchmarks/0", "no-samples")}));
  EXPECT_EQ(
      base::parse_json(benchmark_json(small_record(), small_document(), "compute/crc/64"), "a")
          .find("marks"),
      nullptr);
}

TEST(BenchmarkJson, RefusesAnUnknownBenchmark) {
  EXPECT_THROW(benchmark_json(small_record(), small_document(), "compute/none"), base::Error);
}

}  // namespace
}  // namespace assay::present
