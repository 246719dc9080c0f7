// SPDX-License-Identifier: Apache-2.0
// Native cells of one suite, timed in turns: so many benchmarks of one cell as take a second, then
// the same of the next, in an order that is drawn anew each time. What changes on the machine while
// they run then meets all of them, and not the ratio of one to the other.
// For a round (record/round.h) both orders follow from its nonce, and samples name their turn.
// On an emulated machine no time means anything: there each benchmark runs once, in a process and a
// turn of its own, and its outcome and checksum are kept.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "record/record.h"
#include "run/runner.h"
#include "run/timing.h"

namespace assay::run {

// What one process of a cell gave, as it stands in the journal.
struct TimedPart {
  record::CellRecord cell;  // the benchmarks of that process, with its samples only
  std::string library_version;
};

struct CellInTurns {
  const CellToRun* cell = nullptr;
  TimingLaunchers launchers;
  std::vector<TimedPart> finished = {};  // by an earlier call that was interrupted
};

// Keeps a part of the cell of that index at once, so that nothing that finished is lost.
using KeepPart = std::function<void(std::size_t cell, const TimedPart& part)>;

// One record for each cell, which all ran on one host. Every benchmark is timed in
// `options.processes` fresh processes, and in up to three times as many while the interval of its
// ratio to the first cell is wider than 3 %, as long as all that takes at most half as long again
// and `options.budget` lasts. The cells of an emulated host are "unavailable, emulated-host", and
// their benchmarks have outcomes of their own. Throws Error(interrupted).
std::vector<record::CellRecord> time_in_turns(std::span<const CellInTurns> cells,
                                              const KeepPart& keep);

// How many executions of benchmarks that will take at least. 0 where the program gives no list.
std::size_t executions_planned(const CellToRun& cell, const TimingLaunchers& launchers);

// Whether 95 % of the ratio of these times is known to 3 %: false without an interval.
bool is_known(const std::vector<record::TimeSample>& base,
              const std::vector<record::TimeSample>& head);

}  // namespace assay::run
