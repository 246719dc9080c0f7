// SPDX-License-Identifier: Apache-2.0
// The Mann-Whitney U test of two independent samples: the p-value that Google Benchmark's
// compare.py shows, so that readers can hold ours against it.
#pragma once

#include <span>

namespace assay::stats {

// As scipy.stats.mannwhitneyu(a, b, alternative="two-sided", method="auto"): exact when a sample
// has at most 8 values and no two values are equal; else the normal approximation, corrected for
// ties and continuity (Mann & Whitney 1947, Hollander & Wolfe 1973). 1 when a sample is empty or
// has a value that is not finite.
double mann_whitney_two_sided(std::span<const double> a, std::span<const double> b);

}  // namespace assay::stats
