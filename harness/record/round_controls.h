// SPDX-License-Identifier: Apache-2.0
// The control kernels of a round: three benchmarks of the suites that also run once with inputs
// that follow from the round's nonce. What they must give is computed here by other means than
// theirs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace assay::record {

// What the programs take from ASSAY_SEED (benchmarks/support/data.h): 16 hexadecimal digits.
std::string control_seed(std::string_view nonce);

// The suite's control kernels, with their checksums for this round; none for most suites.
std::vector<Control> expected_controls(std::string_view suite, std::string_view nonce);

}  // namespace assay::record
