// SPDX-License-Identifier: Apache-2.0
// Two programs measured in turns: what was read of each pair of slices, grouped into blocks. Which
// verdict follows is not said here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/outcome.h"
#include "record/place.h"

namespace assay::record {

// A side's failure as the outcome of a pair: the reason begins with the side.
base::Outcome of_side(const base::Outcome& outcome, bool head);
bool is_of_head(const base::Outcome& outcome);

// Whether only the other side has a number: this one skipped it, or it is not available there.
bool lacks(const base::Outcome& one, const base::Outcome& other);

// Where more of a slice does not grow with its passes, it hides too much of a change.
constexpr double kMostDilution = 0.05;

// One slice of each side, one directly after the other. Times are of the whole slice.
struct Pair {
  std::int64_t base_wall_ns = 0, head_wall_ns = 0;
  std::int64_t base_cpu_ns = 0, head_cpu_ns = 0;
  bool head_first = false;
  bool disturbed = false;  // a thread was switched out against its will: the pair is not used
  std::int64_t base_faults = 0, head_faults = 0;      // minor page faults
  std::int64_t base_switches = 0, head_switches = 0;  // of the thread, against its will
  friend bool operator==(const Pair&, const Pair&) = default;
};

// A fresh process of each side on one CPU: the unit of every test.
struct Block {
  bool confirmation = false;  // measured after a suspicion, and not used to raise it
  int cpu = 0;
  std::vector<Pair> pairs;
  friend bool operator==(const Block&, const Block&) = default;
};

struct PairedBenchmark {
  std::string name;          // with the suite
  base::Outcome outcome;     // failed: which side and why, no verdict from its blocks
  std::string mode;          // "slices", "calls" or "processes"
  std::uint64_t passes = 0;  // of a slice
  double dilution = 0;       // share of a slice that does not grow with its passes
  double seconds = 0;        // that measuring took, calibration included
  bool out_of_budget = false;
  // That each side's program printed where it was executed once before; "" when it printed none.
  std::string base_checksum = {}, head_checksum = {};
  std::vector<Block> blocks;
  friend bool operator==(const PairedBenchmark&, const PairedBenchmark&) = default;
};

// Everything of a gate that was measured in turns.
struct PairedRun {
  Place place;
  std::vector<PairedBenchmark> benchmarks;
  std::vector<PairedBenchmark> sentinels;  // a program against its own copy
  // What the programs' processes did beside what was asked of them: "compute (head): ...".
  std::vector<std::string> notes = {};
  friend bool operator==(const PairedRun&, const PairedRun&) = default;
};

// ln(head / base) of the block's wall times: the median over its undisturbed pairs. Nothing when
// fewer than 60 % of them are, or none is.
std::optional<double> log_ratio(const Block& block);
std::optional<double> cpu_log_ratio(const Block& block);

enum class Stage { screening, confirmation, all };
// Of the blocks that have one.
std::vector<double> log_ratios(const PairedBenchmark& benchmark, Stage stage);

}  // namespace assay::record
