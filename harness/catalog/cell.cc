// SPDX-License-Identifier: Apache-2.0
#include "catalog/cell.h"

#include <fmt/format.h>

namespace assay::catalog {

std::string to_text(const Cell& cell) {
  return fmt::format("{}/{}/{}/{}", cell.target, cell.toolchain, cell.os, cell.suite);
}

}  // namespace assay::catalog
