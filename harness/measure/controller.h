// SPDX-License-Identifier: Apache-2.0
// Which block is measured next: all benchmarks that are still undecided in a fresh random order
// each sweep, so that a burst of noise hits one block of each, until the sequential plan has an
// answer; then fresh blocks of the suspects, minutes later and with nothing reused.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/units.h"
#include "measure/blocks.h"
#include "record/limits.h"
#include "record/paired.h"
#include "stats/sequential.h"

namespace assay::measure {

struct PairToMeasure {
  std::string name;
  Side base, head;
  // Sentinels are asked for any difference.
  bool sentinel = false;
};

// What was measured of a pair, and how large its slices are: enough to go on with it. Blocks that
// were measured on one boot of a machine stand for each other, whatever lies between them.
struct Measured {
  record::PairedBenchmark result;
  bool sentinel = false;
  std::optional<SlicePlan> slices = {};
};

// Adds one block or fault to what is known of its pair.
void add(std::vector<Measured>& all, const Measured& news);

struct ControllerOptions {
  stats::SequentialPlan plan;
  std::uint64_t seed = 1;
  std::chrono::milliseconds timeout = record::kTimeout;  // of one slice
  base::Bytes memory = record::kMemory;                  // of a process
  std::chrono::seconds most_for_one{30};                 // benchmark
  std::optional<std::chrono::seconds> budget{};          // of all
  std::vector<int> cpus{};                               // to measure on; empty: all allowed ones
  // Of an earlier call with the same pairs and options, which was interrupted; with all blocks.
  std::vector<Measured> before{};
  // Told of each block when it is there, or of the fault in its place; the result has no other
  // block. What it throws ends the measurement.
  std::function<void(const Measured&)> told{};
};

// One result for each pair, in their order. Throws Error(interrupted).
std::vector<record::PairedBenchmark> measure_pairs(const std::vector<PairToMeasure>& pairs,
                                                   const ControllerOptions& options,
                                                   base::Progress& progress);

}  // namespace assay::measure
