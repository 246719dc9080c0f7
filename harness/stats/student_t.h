// SPDX-License-Identifier: Apache-2.0
// Student's t distribution. The lower tail keeps its digits however far out it is; for the upper
// one ask for the lower tail of -t.
#pragma once

namespace assay::stats {

double student_t_cdf(double t, double degrees);

// -infinity for p <= 0 and infinity for p >= 1.
double student_t_quantile(double p, double degrees);

}  // namespace assay::stats
