// SPDX-License-Identifier: Apache-2.0
// Samples of one benchmark, and the figures that follow from them and from nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "record/domain.h"

namespace assay::record {

template <class Domain>
struct Samples {
  std::vector<typename Domain::Sample> values;
  friend bool operator==(const Samples&, const Samples&) = default;
};

using AnySamples = std::variant<std::monostate, Samples<EmuCount>, Samples<HwTime>, Samples<Size>>;

// "hw_time", "emu_count", "size", or "" when there are none.
std::string_view domain_of(const AnySamples& samples);

// An exact count per iteration: numerator / denominator.
struct Fraction {
  std::int64_t numerator = 0;
  std::uint64_t denominator = 1;
  double value() const { return static_cast<double>(numerator) / static_cast<double>(denominator); }
  friend bool operator==(const Fraction&, const Fraction&) = default;
};

// Per iteration: the slope (C(2N) - C(N)) / N, which takes out the cost of entering and leaving;
// with samples of one N only, C(N) / N with that cost left in (`entry_cost_included`). With two
// environments the mean of both slopes (as fraction); they are equal when exact.
struct CountPerIteration {
  Fraction instructions, loads, stores, branches, vector;
  bool entry_cost_included = false;
};
std::optional<CountPerIteration> per_iteration(const Samples<EmuCount>& samples);
// The samples that per_iteration rests on: those with the smallest and the largest number of
// iterations, of the environments that have both; of all environments when none has.
std::vector<CountSample> used_samples(const Samples<EmuCount>& samples);

// Median, smallest and largest wall time per iteration over processes (each process's median
// first); of one process alone over its repetitions.
struct TimeSummary {
  double median_ns = 0;
  double low_ns = 0;
  double high_ns = 0;
  double median_cpu_ns = 0;
  std::size_t processes = 0;
};
std::optional<TimeSummary> summary(const Samples<HwTime>& samples);

// The mean of the readings, in bytes.
std::optional<Fraction> mean_bytes(const Samples<Size>& samples);

}  // namespace assay::record
