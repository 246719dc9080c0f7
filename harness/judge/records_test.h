// SPDX-License-Identifier: Apache-2.0
// Records for this room's tests, made so that their figures can be computed by hand.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "record/record.h"

namespace assay::judge {

// C(N) = entry + N * slope, for N of 100 and 200 under two environments: `slope` instructions per
// iteration, of which `vector` are vector instructions, exactly.
inline record::Samples<record::EmuCount> counts(std::uint64_t slope, std::uint64_t entry = 10,
                                                std::uint64_t vector = 0) {
  record::Samples<record::EmuCount> samples;
  for (const std::uint64_t environment : {0u, 1000u}) {
    for (const std::uint64_t n : {100u, 200u}) {
      record::CountSample sample;
      sample.iterations = n;
      sample.environment_bytes = environment;
      sample.instructions = entry + n * slope;
      sample.vector = n * vector;
      samples.values.push_back(sample);
    }
  }
  return samples;
}

// One process each.
inline record::Samples<record::HwTime> times(std::initializer_list<double> per_process_ns) {
  record::Samples<record::HwTime> samples;
  for (const double ns : per_process_ns) {
    record::TimeSample sample;
    sample.iterations = 10;
    sample.wall_ns = sample.cpu_ns = ns;
    sample.process = samples.values.size() + 1;
    samples.values.push_back(sample);
  }
  return samples;
}

inline record::Benchmark benchmark(std::string name, record::AnySamples samples,
                                   std::string checksum = {}) {
  record::Benchmark result;
  result.name = std::move(name);
  const bool counted = std::holds_alternative<record::Samples<record::EmuCount>>(samples);
  result.determinism = counted ? record::Determinism::exact : record::Determinism::unknown;
  result.samples = std::move(samples);
  result.checksum = std::move(checksum);
  return result;
}

inline record::Benchmark failed(std::string name, std::string code, std::string reason) {
  record::Benchmark result;
  result.name = std::move(name);
  result.outcome = base::Outcome::failed(std::move(code), std::move(reason));
  return result;
}

// Counted by the QEMU of Debian 12.
inline record::CellRecord counted_cell(std::string target, std::string toolchain, std::string suite,
                                       std::vector<record::Benchmark> benchmarks) {
  record::CellRecord cell;
  cell.cell = {std::move(target), std::move(toolchain), "debian-12", std::move(suite)};
  cell.place.runner = "qemu-user";
  cell.domain = record::Domain::emu_count;
  cell.place.emulator.emplace();
  cell.place.emulator->name = "qemu-any";
  cell.place.emulator->version = "7.2.22";
  cell.place.emulator->sha256 = "aaaaaaaaaaaa";
  cell.place.emulator->cpu = "max";
  cell.program.emplace();
  cell.program->compiler = "clang 19.1.7";
  cell.program->libc = "glibc 2.36";
  cell.benchmarks = std::move(benchmarks);
  return cell;
}

inline record::CellRecord variant_cell(record::CellRecord cell, std::string variant) {
  cell.place.emulator->cpu = variant;
  cell.place.emulator->variant = std::move(variant);
  return cell;
}

inline record::CellRecord timed_cell(std::string target, std::string toolchain, std::string suite,
                                     std::vector<record::Benchmark> benchmarks) {
  auto cell = counted_cell(std::move(target), std::move(toolchain), std::move(suite),
                           std::move(benchmarks));
  cell.place.runner = "native";
  cell.domain = record::Domain::hw_time;
  cell.place.emulator.reset();
  return cell;
}

// Tried, and nothing came of it.
inline record::CellRecord without_result(record::CellRecord cell, base::Outcome outcome) {
  cell.outcome = std::move(outcome);
  cell.benchmarks.clear();
  return cell;
}

inline record::CellRecord not_built(record::CellRecord cell, base::Outcome outcome) {
  cell.program.reset();
  cell.place.emulator.reset();
  return without_result(std::move(cell), std::move(outcome));
}

inline record::Record measured(std::string id, std::vector<record::CellRecord> cells) {
  record::Record result;
  result.created = "2026-11-24T05:00:00Z";
  result.id = std::move(id);
  result.provenance = "measured";
  result.hosts[0].fingerprint = {{"cpu", "AMD EPYC 7B13"}};
  result.cells = std::move(cells);
  return result;
}

// As `import` makes it of a file of Google Benchmark.
inline record::Record imported(std::string file, std::vector<record::Benchmark> benchmarks) {
  record::CellRecord cell;
  cell.cell = {"imported", "unknown", "unknown", file.substr(0, file.find('.'))};
  cell.domain = record::Domain::hw_time;
  cell.benchmarks = std::move(benchmarks);
  auto result = measured("id-of-" + file, {std::move(cell)});
  result.provenance = "imported";
  result.source = std::move(file);
  result.hosts[0].fingerprint.clear();
  return result;
}

}  // namespace assay::judge
