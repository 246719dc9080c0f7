// SPDX-License-Identifier: Apache-2.0
// Order statistics of a sample. Nothing comes back where there is no answer: no values at all, or
// one that is not finite. The order of the values given doesn't matter.
#pragma once

#include <optional>
#include <span>

namespace assay::stats {

struct Range {
  double low = 0, high = 0;
  double width() const { return high - low; }
  friend bool operator==(const Range&, const Range&) = default;
};

std::optional<Range> range(std::span<const double> values);  // smallest and largest

// The middle value, of an even number of values the mean of the middle two.
std::optional<double> median(std::span<const double> values);

// Linear between the values on both sides of 1 + (n - 1) * share: type 7 of Hyndman & Fan 1996,
// what R and NumPy do when not told otherwise. Nothing for a share outside 0 to 1.
std::optional<double> quantile(std::span<const double> values, double share);

}  // namespace assay::stats
