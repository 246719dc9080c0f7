// SPDX-License-Identifier: Apache-2.0
// In what the two sides of a gate differ beside their results: compilers, flags, libraries.
#pragma once

#include <string>
#include <vector>

#include "record/question.h"

namespace assay::judge {

// "compiler: clang 19.1.7, gcc 12.2.0", each once; of the cells that both sides have.
std::vector<std::string> differences(const record::AskedSide& base, const record::AskedSide& head);

}  // namespace assay::judge
