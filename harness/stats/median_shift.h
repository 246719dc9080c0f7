// SPDX-License-Identifier: Apache-2.0
// How far the median of one independent sample lies above that of another, and how sure that is.
// The interval goes from a lower value of one side less a higher value of the other to the reverse;
// which ones, follows from how probable it is that so many values of one side come before so many
// of the other when both have one distribution: the precedence test (Nelson 1963), of which
// Mathisen's of 1943, with the median, is the first. So the interval holds the difference of the
// medians by construction, covers as often as it says whatever the distribution is, as long as
// both sides have the same up to the shift, and a few values far out don't touch it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "stats/interval.h"

namespace assay::stats {

struct Shift {
  double estimate = 0;  // median of `above` less median of `below`
  Interval interval;    // covers at least as often as was asked
  // Standard error of the estimate: the interval's half width over the normal quantile of the
  // confidence that it really has.
  double error = 0;
  // What each value adds to the estimate's deviation, in the order given: of one size on each side,
  // and of the sign that tells on which side of the median it lies (0 for the median itself).
  // Values that were held up together, in different samples, have one sign, so the error of a mean
  // of estimates can be had from their sums.
  std::vector<double> of_below, of_above;
  // The variance of sides on which every value is the median, such as one value alone: no value of
  // theirs has a sign. With the squares of the others it sums up to error^2.
  double of_neither = 0;
};

// Nothing when a value is not finite, and when there are so few values, n and m, that even all of
// one side below all of the other, 2 / C(n + m, n), is more probable than 1 - confidence: at 95 %
// three against four, but not four against four.
std::optional<Shift> median_shift(std::span<const double> below, std::span<const double> above,
                                  double confidence);

}  // namespace assay::stats
