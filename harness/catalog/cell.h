// SPDX-License-Identifier: Apache-2.0
// The unit of building and running.
#pragma once

#include <compare>
#include <string>

namespace assay::catalog {

struct Cell {
  std::string target;
  std::string toolchain;
  std::string os;
  std::string suite;

  friend auto operator<=>(const Cell&, const Cell&) = default;
};

std::string to_text(const Cell& cell);  // "target/toolchain/os/suite"

}  // namespace assay::catalog
