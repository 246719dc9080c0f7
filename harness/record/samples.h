// SPDX-License-Identifier: Apache-2.0
// Samples of one benchmark, and the figures that follow from them and from nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "record/domain.h"
#include "record/figure.h"

namespace assay::record {

using AnySamples = std::variant<std::monostate, Samples<EmuCount>, Samples<HwTime>, Samples<Size>>;

// Nothing when there are none.
std::optional<Domain> domain_of(const AnySamples& samples);
// Empty ones of that domain.
AnySamples samples_of(Domain domain);

// Per iteration: the slope (C(2N) - C(N)) / N, which takes out the cost of entering and leaving;
// with samples of one N only, C(N) / N with that cost left in (`entry_cost_included`). Of
// several environments with samples of both N, as in older records, the mean of all slopes (as
// fraction); they are equal when exact.
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

// What the samples come to: each domain has one such function. Nothing without samples, or when no
// number follows from them.
std::optional<Figure> figure_of(const Samples<EmuCount>& samples);
std::optional<Figure> figure_of(const Samples<HwTime>& samples);
std::optional<Figure> figure_of(const Samples<Size>& samples);
std::optional<Figure> figure_of_any(const AnySamples& samples);

}  // namespace assay::record
