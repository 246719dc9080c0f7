// SPDX-License-Identifier: Apache-2.0
// How a benchmark's figure follows from its raw samples, written out so that a reader can do the
// sum again: "(820,820 - 410,520) / 100 = 4,103".
#pragma once

#include <string>
#include <vector>

#include "record/record.h"

namespace assay::present {

// The figure itself: "4,103 instructions per iteration", "12.3 ns per iteration (12.1..12.9)";
// "none" when the benchmark has no samples.
std::string figure_text(const record::Benchmark& benchmark);

// The steps from the samples to it, one line each; none without samples.
std::vector<std::string> derivation(const record::Benchmark& benchmark);

// "loads 1,024, stores 12, branches 3, vector 0 per iteration"; "" unless counted.
std::string other_counts(const record::Benchmark& benchmark);

}  // namespace assay::present
