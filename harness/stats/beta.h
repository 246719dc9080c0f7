// SPDX-License-Identifier: Apache-2.0
// The beta distribution, on which Student's t and the intervals of proportions rest.
#pragma once

namespace assay::stats {

// Regularised, I_x(a, b): the probability that a beta variate is at most x. a and b above 0.
double incomplete_beta(double a, double b, double x);

// The x with I_x(a, b) = p; 0 for p <= 0 and 1 for p >= 1.
double beta_quantile(double p, double a, double b);

}  // namespace assay::stats
