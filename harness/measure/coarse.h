// SPDX-License-Identifier: Apache-2.0
// Pairs of whole processes, for programs without a worker and benchmarks that can't be sliced: each
// trial is a fresh process that runs one benchmark, in the order ABBA or BAAB. Same statistics as
// for slices, larger uncertainty.
#pragma once

#include "measure/blocks.h"
#include "measure/calibration.h"

namespace assay::measure {

// Passes so that a trial takes about 50 ms, by processes of the base.
Calibration calibrate_processes(const BlockRequest& request, stats::Random& random);

// Two pairs. Throws Error(interrupted).
BlockResult measure_processes(const BlockRequest& request, stats::Random& random);

}  // namespace assay::measure
