// SPDX-License-Identifier: Apache-2.0
// What compare says of two programs that one run timed in turns, as two cells of it.
#pragma once

#include <filesystem>
#include <vector>

#include "evaluate/answers.h"
#include "evaluate/kernels.h"

namespace assay::evaluate {

// The answer of each kernel with compare's word as its verdict, and one for "geometric mean", whose
// verdict is "different" where its interval leaves out 1, else "same". Throws Error(missing) when a
// kernel has no time.
std::vector<Answer> ask_compare(const std::filesystem::path& base,
                                const std::filesystem::path& head, const KernelSet& set);

}  // namespace assay::evaluate
