// SPDX-License-Identifier: Apache-2.0
// Order statistics of a sample. Nothing comes back where there is no answer: no values at all, or
// one that is not finite. The order of the values given doesn't matter.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace assay::stats {

// The middle value, of an even number of values the mean of the middle two.
std::optional<double> median(std::span<const double> values);

// Twice the rank of each value, in the order given. Ranks count from 1 and equal values share their
// mean; twice, so that it is whole.
std::vector<std::size_t> twice_midranks(std::span<const double> values);

}  // namespace assay::stats
