// SPDX-License-Identifier: Apache-2.0
// Problems as the lines people are shown, for tests.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace assay::catalog {

inline std::vector<std::string> lines(const std::vector<base::Problem>& problems) {
  std::vector<std::string> result;
  for (const auto& [position, what, hint] : problems) {
    result.push_back(to_text(position) + ": " + what + (hint.empty() ? "" : "; " + hint));
  }
  return result;
}

}  // namespace assay::catalog
