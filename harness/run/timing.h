// SPDX-License-Identifier: Apache-2.0
// Times chosen benchmarks of a program in fresh processes, wherever its launchers start them.
#pragma once

#include <optional>
#include <string_view>

#include "run/benchmark_results.h"
#include "run/execution.h"
#include "run/runner.h"

namespace assay::run {

// The launchers of benchmarks with one thread and with several: threads of one benchmark on one CPU
// would measure the scheduler.
struct TimingLaunchers {
  Launcher one_thread, threads;
};

// Adds one sample of each chosen benchmark and process; what fails in one is not in the next. Of
// `into` only the outcome is set, where a process fell. Throws what execute() throws.
void time_benchmarks(const CellToRun& cell, const TimingLaunchers& launchers, Chosen& chosen,
                     record::CellRecord& into);

// Of the CPUs this process may use the one that benchmarks are pinned to; nothing where the kernel
// does not say.
std::optional<int> cpu_to_pin();

// The last of "0-3,7": the first CPUs get most interrupts. Nothing when the list can't be read.
std::optional<int> last_cpu(std::string_view list);

}  // namespace assay::run
