// SPDX-License-Identifier: Apache-2.0
// How a run ended, in sentences for who started it.
#pragma once

#include <string>
#include <vector>

#include "record/record.h"

namespace assay::work {

// What failed, one line for each cell or benchmark.
std::vector<std::string> failures(const record::Record& record);

// The cells of these targets that can't be run here, or of which this machine lost a part of the
// benchmarks, one line each; of all targets when `all`.
std::vector<std::string> missing_cells(const record::Record& record,
                                       const std::vector<std::string>& targets, bool all);

// "cells: 3 ok, 0 failed, ..." and the same of benchmarks; variants stand in a line of their own.
std::string tally(const record::Record& record);

}  // namespace assay::work
