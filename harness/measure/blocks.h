// SPDX-License-Identifier: Apache-2.0
// One block: a fresh process of each side on one CPU, and pairs of slices, the order in each pair
// by a fair coin, so that both slices see the same state of the machine.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "measure/worker_process.h"
#include "record/paired.h"
#include "stats/random.h"

namespace assay::measure {

// One benchmark of one program.
struct Side {
  std::filesystem::path program;
  std::string filter;
};

// The size of a slice, the same for both sides.
struct SlicePlan {
  std::int64_t prime = 1;
  std::int64_t passes = 1;
  unsigned pairs = 60;
};

struct BlockRequest {
  Side base, head;
  SlicePlan slices;
  int cpu = 0;
  std::filesystem::path folder;
  std::chrono::milliseconds timeout{60'000};
};

struct BlockResult {
  std::optional<record::Block> block;
  base::Outcome fault;  // of the side that failed, when there is no block
  bool head_failed = false;
  std::string mode;
};

// A fresh process of one side, with a random environment size.
WorkerRequest worker_of(const Side& side, const BlockRequest& request, stats::Random& random);

// Throws Error(interrupted).
BlockResult measure_block(const BlockRequest& request, stats::Random& random);

}  // namespace assay::measure
