// SPDX-License-Identifier: Apache-2.0
// One block: a fresh process of each side on one CPU, and slices of both in turns, so that they see
// the same state of the machine. A fair coin says which begins. Strictly in turns: a slice that
// follows one of its own side finds the caches as it left them, and would be faster. One side, by
// another coin, is some passes ahead: else the second of a pair repeats the very branches that the
// first has just taught the processor, and is faster.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "base/units.h"
#include "measure/worker_process.h"
#include "record/limits.h"
#include "record/paired.h"
#include "run/process_notes.h"
#include "stats/random.h"

namespace assay::measure {

// One benchmark of one program.
struct Side {
  std::filesystem::path program;
  std::string filter;
  // Gets what this side's processes did beside what was asked of them; null: nobody asks.
  run::ProcessNotes* notes = nullptr;
};

// The size of a slice, the same for both sides.
struct SlicePlan {
  std::int64_t prime = 1;  // passes, at least, that are not timed before each; 0 for none
  std::int64_t passes = 1;
  unsigned pairs = 60;
  std::int64_t lead = 0;  // passes, at least, by which one side stays ahead
};

struct BlockRequest {
  Side base, head;
  SlicePlan slices;
  int cpu = 0;
  std::filesystem::path folder;
  std::chrono::milliseconds timeout = record::kTimeout;
  base::Bytes memory = record::kMemory;
};

struct BlockResult {
  std::optional<record::Block> block;
  base::Outcome fault;  // of the side that failed, when there is no block
  bool head_failed = false;
  std::string mode;
};

// More passes are asked of nobody: so many of the shortest loop there is take 0.2 s.
inline constexpr std::int64_t kMostPasses = std::int64_t{1} << 30;

BlockResult without_block(base::Outcome fault, bool head_failed);

// Of a benchmark whose loop takes no time, however many passes it has.
base::Outcome no_time(std::int64_t passes);

// A fresh process of one side.
WorkerRequest worker_of(const Side& side, const BlockRequest& request, const Layout& layout);
// The two processes of a block share one, each block has another: where stack, heap and libraries
// stand moves times by tens of percent (Mytkowicz et al., ASPLOS 2009).
Layout draw_layout(stats::Random& random);

// Throws Error(interrupted).
BlockResult measure_block(const BlockRequest& request, stats::Random& random);

}  // namespace assay::measure
