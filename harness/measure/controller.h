// SPDX-License-Identifier: Apache-2.0
// Which block is measured next: all benchmarks that are still undecided in a fresh random order
// each sweep, so that a burst of noise hits one block of each, until the sequential plan has an
// answer; then fresh blocks of the suspects, minutes later and with nothing reused.
#pragma once

#include <chrono>
#include <cstdint>
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

struct ControllerOptions {
  stats::SequentialPlan plan;
  std::uint64_t seed = 1;
  std::chrono::milliseconds timeout = record::kTimeout;  // of one slice
  base::Bytes memory = record::kMemory;                  // of a process
  std::chrono::seconds most_for_one{30};                 // benchmark
  std::optional<std::chrono::seconds> budget{};          // of all
  std::vector<int> cpus{};                               // to measure on; empty: all allowed ones
};

// One result for each pair, in their order. Throws Error(interrupted).
std::vector<record::PairedBenchmark> measure_pairs(const std::vector<PairToMeasure>& pairs,
                                                   const ControllerOptions& options,
                                                   base::Progress& progress);

}  // namespace assay::measure
