// SPDX-License-Identifier: Apache-2.0
// How other tools decide, given what they measured.
#pragma once

#include <span>
#include <string>

namespace assay::evaluate {

// "slower", "faster" or "no-difference", the head's values against the base's.

// Google Benchmark's compare.py: the U test at 0.05, the direction by medians.
std::string by_u_test(std::span<const double> base, std::span<const double> head);

// hyperfine's own script for two results: Welch's t-test at 0.05.
std::string by_welch(std::span<const double> base, std::span<const double> head);
double welch_p(std::span<const double> base, std::span<const double> head);

// RMIT as published: values in pairs, the two-sided signed-rank test at 0.05.
std::string by_signed_ranks(std::span<const double> base, std::span<const double> head);

}  // namespace assay::evaluate
