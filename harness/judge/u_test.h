// SPDX-License-Identifier: Apache-2.0
// What Google Benchmark's compare.py says of two files, so that readers can hold our intervals
// against it.
#pragma once

#include <cstddef>
#include <optional>

#include "judge/certainty.h"

namespace assay::judge {

struct UTest {
  double time_p = 1, cpu_p = 1;       // two-sided, of Mann & Whitney 1947
  std::size_t base = 0, head = 0;     // values on either side
  std::optional<double> cpu_ratio{};  // of the medians; none over zero
};

// Its test takes every repetition for independent, also those of one process. Like compare.py,
// nothing below two values a side.
std::optional<UTest> u_test(const TimeSessions& base, const TimeSessions& head);

// compare.py calls fewer "unreliable".
inline constexpr std::size_t kReliableRepetitions = 9;

}  // namespace assay::judge
