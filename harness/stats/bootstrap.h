// SPDX-License-Identifier: Apache-2.0
// How sure a ratio of two sides is that were measured apart: percentile intervals by resampling
// whole sessions, then blocks, then values (Davison & Hinkley 1997, section 3.8). Not for paired
// blocks, which have an interval of their own.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "stats/interval.h"
#include "stats/random.h"

namespace assay::stats {

using Block = std::vector<double>;   // values of one process
using Session = std::vector<Block>;  // blocks of one boot or day

// ln(head / base) of each resample. A side's value is the median of its blocks' medians. A level
// with one member is kept as it is: it has no spread to draw from, and the interval says nothing
// of it. Empty when a side has no values, an empty block or a value that is not above zero and
// finite.
std::vector<double> resampled_log_ratios(std::span<const Session> base,
                                         std::span<const Session> head, std::size_t resamples,
                                         Random& random);

// Of head / base, from what resampled_log_ratios gave; 0 to infinity when that was empty.
Interval ratio_interval(std::span<const double> log_ratios, double confidence);

// Both of the above at once.
Interval bootstrap_ratio(std::span<const Session> base, std::span<const Session> head,
                         double confidence, std::size_t resamples, Random& random);

// Of the geometric mean of the ratios of these benchmarks, which are fixed: it speaks of them, not
// of others that might have been chosen. One vector of resampled ln(head / base) for each; 0 to
// infinity when there is none or one of them is empty.
Interval bootstrap_geomean(std::span<const std::vector<double>> resampled_log_ratios,
                           double confidence);

}  // namespace assay::stats
