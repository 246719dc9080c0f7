// SPDX-License-Identifier: Apache-2.0
// What else the machine did while something was timed: from counters that only grow, read before
// and after, so that nothing between the two readings is missed.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "host/root.h"
#include "record/domain.h"

namespace assay::host {

struct Counters {
  std::uint64_t stolen_ticks = 0, all_ticks = 0;  // of all CPUs: /proc/stat, proc(5)
  std::optional<std::uint64_t> waiting_us;        // some task waited for a CPU: /proc/pressure/cpu
  std::uint64_t throttles = 0;                    // by heat, of all CPUs together
};

// What can't be read stands at 0, or is absent. Costs some 0.1 ms.
Counters read_counters(const Root& root);

// `stolen`: a hypervisor gave more than 1 % of the CPUs' time to others. `crowded`: for more than
// 10 % of the time some task waited for a CPU. `throttled`: a CPU was slowed down by heat. The
// first of these that holds.
record::Busy busy_between(const Counters& before, const Counters& after,
                          std::chrono::nanoseconds elapsed);

}  // namespace assay::host
