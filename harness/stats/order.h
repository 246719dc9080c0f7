// SPDX-License-Identifier: Apache-2.0
// Order statistics of a sample. Nothing comes back where there is no answer: no values at all, or
// one that is not finite. The order of the values given doesn't matter.
#pragma once

#include <optional>
#include <span>

namespace assay::stats {

// The middle value, of an even number of values the mean of the middle two.
std::optional<double> median(std::span<const double> values);

}  // namespace assay::stats
