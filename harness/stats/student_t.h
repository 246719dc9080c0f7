// SPDX-License-Identifier: Apache-2.0
// Student's t distribution. The lower tail keeps its digits however far out it is; for the upper
// one ask for the lower tail of -t.
#pragma once

namespace assay::stats {

double student_t_cdf(double t, double degrees);

// -infinity for p <= 0 and infinity for p >= 1.
double student_t_quantile(double p, double degrees);

// Of the normal distribution, which Student's t nears: to seven digits in the tails that intervals
// of 95 and 99 % are made of.
double normal_quantile(double p);

}  // namespace assay::stats
