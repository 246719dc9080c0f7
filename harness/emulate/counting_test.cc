// SPDX-License-Identifier: Apache-2.0
#include "emulate/counting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <map>

#include "run/guests_test.h"

namespace assay::emulate {
namespace {

using namespace std::chrono_literals;
using base::Outcome;
using record::CountPerIteration;
using record::Determinism;
using testing::SizeIs;
using Counts = record::Samples<record::EmuCount>;

run::Launcher counting(const std::string& arch, const std::string& file) {
  run::Launcher launcher{
      .program = run::built("guests/" + file),
      .emulator = {run::qemu_for(arch).tool.path, "-seed", "1", "-d", "plugin", "-D", "/dev/null"},
      .plugin = run::built("plugin/libassay-counts.so").string(),
      .timeout = 60s,
      .memory = base::Bytes{1u << 30}};
  if (arch == "armhf") launcher.plugin += ",elf=" + launcher.program.string();
  return launcher;
}

// The counted benchmarks that the filter finds, by name without the suite; all with N passes.
std::map<std::string, record::Benchmark> count(const run::Launcher& launcher,
                                               const std::string& filter, std::uint64_t passes,
                                               unsigned processes = 2) {
  catalog::Suite suite;
  suite.name = "guest";
  catalog::BenchmarkRule rule;
  rule.match = "*";
  rule.iterations = passes;
  suite.rules = {rule};
  run::Launcher plain = launcher;
  plain.plugin.clear();
  run::Chosen chosen = run::choose(run::list_benchmarks(plain).names,
                                   {.suite = &suite, .suite_name = "guest", .filter = filter});
  EXPECT_EQ(count_benchmarks(launcher, &suite, chosen, {}, processes).outcome, Outcome::ok());
  std::map<std::string, record::Benchmark> result;
  for (const auto& [index, benchmark] : chosen.benchmarks) result[chosen.names[index]] = benchmark;
  return result;
}

CountPerIteration slope(const record::Benchmark& benchmark) {
  const auto* samples = std::get_if<Counts>(&benchmark.samples);
  if (samples == nullptr) throw base::Error(base::Exit::bad, benchmark.outcome.reason);
  return record::per_iteration(*samples).value();
}

double instructions(const record::Benchmark& benchmark) {
  return slope(benchmark).instructions.value();
}

TEST(Counting, IsExactOnEveryArchitectureWithTheSameSlopeForAnyNumberOfPasses) {
  ASSERT_GE(run::guest_architectures().size(), 4u);
  for (const std::string& arch : run::guest_architectures()) {
    const run::Launcher launcher = counting(arch, "guest-" + arch);
    const auto few = count(launcher, "good/(short|middle|long)", 6);
    const auto many = count(launcher, "good/(short|middle|long)", 24);
    ASSERT_THAT(few, SizeIs(3)) << arch;
    for (const auto& [name, benchmark] : few) {
      EXPECT_EQ(benchmark.determinism, Determinism::exact) << arch << " " << name;
      EXPECT_EQ(many.at(name).determinism, Determinism::exact) << arch << " " << name;
      EXPECT_THAT(std::get<Counts>(benchmark.samples).values, SizeIs(5));
      EXPECT_EQ(instructions(benchmark), instructions(many.at(name))) << arch << " " << name;
      EXPECT_EQ(slope(benchmark).loads.value(), slope(many.at(name)).loads.value()) << arch;
      EXPECT_EQ(slope(benchmark).stores.value(), slope(many.at(name)).stores.value()) << arch;
      EXPECT_EQ(slope(benchmark).branches.value(), slope(many.at(name)).branches.value()) << arch;
    }
    // 29,000 more turns of a loop have a whole number of instructions and one branch each.
    const double turns = 29'000;
    const double more =
        instructions(few.at("good/long/30000")) - instructions(few.at("good/middle/1000"));
    EXPECT_EQ(more / turns, static_cast<int>(more / turns)) << arch;
    EXPECT_EQ((slope(few.at("good/long/30000")).branches.value() -
               slope(few.at("good/middle/1000")).branches.value()) /
                  turns,
              1)
        << arch;
  }
}

TEST(Counting, LeavesOutWhatIsPausedOnEveryArchitecture) {
  for (const std::string& arch : run::guest_architectures()) {
    const auto counted = count(counting(arch, "guest-" + arch), "paused/", 20);
    ASSERT_THAT(counted, SizeIs(2)) << arch;
    EXPECT_EQ(slope(counted.at("paused/for/10")).instructions,
              slope(counted.at("paused/for/5000")).instructions)
        << arch;
    EXPECT_GE(instructions(counted.at("paused/for/10")), 2'000) << arch;
    EXPECT_EQ(counted.at("paused/for/10").determinism, Determinism::exact) << arch;
  }
}

TEST(Counting, IsTheSameHoweverManyProcessesRunAtOnce) {
  const run::Launcher launcher = counting("aarch64", "guest-aarch64");
  const auto one = count(launcher, "good/(short|middle)", 16, 1);
  const auto four = count(launcher, "good/(short|middle)", 16, 4);
  ASSERT_THAT(one, SizeIs(2));
  for (const auto& [name, benchmark] : one) EXPECT_EQ(benchmark, four.at(name)) << name;
}

TEST(Counting, IsTheSameOfADynamicProgram) {
  run::Launcher dynamic = counting("aarch64", "dynamic-aarch64");
  dynamic.emulator.insert(dynamic.emulator.end(), {"-L", "/usr/aarch64-linux-gnu"});
  const auto counted = count(dynamic, "good/(short|middle)", 16);
  const auto as_static = count(counting("aarch64", "guest-aarch64"), "good/(short|middle)", 16);
  ASSERT_THAT(counted, SizeIs(2));
  for (const auto& [name, benchmark] : counted) {
    EXPECT_EQ(benchmark.determinism, Determinism::exact) << name;
    EXPECT_EQ(instructions(benchmark), instructions(as_static.at(name))) << name;
  }
}

TEST(Counting, OfAStrippedProgramIsUnavailable) {
  const run::Launcher launcher = counting("aarch64", "stripped-aarch64");
  run::Launcher plain = launcher;
  plain.plugin.clear();
  run::Chosen chosen = run::choose(run::list_benchmarks(plain).names,
                                   {.suite_name = "guest", .filter = "good/short"});
  const Outcome outcome = count_benchmarks(launcher, nullptr, chosen, {}, 1).outcome;
  EXPECT_EQ(outcome.kind, Outcome::Kind::unavailable);
  EXPECT_EQ(outcome.code, "stripped");
  ASSERT_THAT(chosen.benchmarks, SizeIs(1));
  EXPECT_EQ(chosen.benchmarks.begin()->second.outcome, outcome);
}

}  // namespace
}  // namespace assay::emulate
