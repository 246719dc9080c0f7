// SPDX-License-Identifier: Apache-2.0
// Made records for the checks of plausibility: honest ones, and the same with one thing that can't
// be.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "judge/flaws.h"
#include "judge/records_test.h"
#include "judge/timed_rows.h"

namespace assay::judge {

// A chain of 4096 steps at 3 GHz and 4 cycles a step takes 5461 ns: 2400 iterations in the first
// process last 13.1 ms, and each later one makes 2048.
inline record::Samples<record::HwTime> honest_times(double wall_ns = 5461) {
  record::Samples<record::HwTime> samples;
  for (std::uint64_t process = 1; process <= 5; ++process) {
    const double ns = wall_ns + static_cast<double>(process) * 0.25;
    samples.values.push_back({.iterations = process == 1 ? 2400u : 2048u,
                              .wall_ns = ns,
                              .cpu_ns = ns - 0.125,
                              .process = process});
  }
  return samples;
}

// Such a record of "compute": one cell, whose turns have room for its samples.
inline record::Record honest_record(std::string name = "int/chain_mul", double wall_ns = 5461) {
  auto cell = timed_cell("x86-64-v2", "clang", "compute",
                         {benchmark("compute/" + std::move(name), honest_times(wall_ns))});
  cell.turns = {{.begin_us = 1'000'000, .end_us = 1'040'000},
                {.begin_us = 1'040'000, .end_us = 1'100'000}};
  auto made = measured("r", {std::move(cell)});
  made.hosts[0].readings = {{.at = "2026-11-24T04:59:50Z", .values = {}},
                            {.at = "2026-11-24T05:00:00Z", .values = {{"clock_tick_ns", "20"}}}};
  return made;
}

inline record::Benchmark& only_benchmark(record::Record& made) {
  return made.cells.at(0).benchmarks.at(0);
}

inline std::vector<record::TimeSample>& samples_in(record::Benchmark& of) {
  return std::get<record::Samples<record::HwTime>>(of.samples).values;
}

// The rules that the checks ask for.
inline std::vector<catalog::Suite> some_suites() {
  catalog::Suite suite;
  suite.name = "compute";
  suite.rules.resize(2);
  suite.rules[0].match = "int/chain_mul";
  suite.rules[0].chain = 4096;
  suite.rules[1].match = "simd/hist/65536";
  suite.rules[1].stores = 65536;
  return {suite};
}

inline std::vector<std::string> codes_in(Flaws& flaws) {
  std::vector<std::string> codes;
  for (const Flaw& each : flaws.take()) codes.push_back(each.code);
  return codes;
}

}  // namespace assay::judge
