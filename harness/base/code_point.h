// SPDX-License-Identifier: Apache-2.0
// One character of UTF-8, and whether it may be shown as it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace assay::base {

// The first character and the bytes it takes; 0 bytes when they are not well-formed UTF-8 (RFC
// 3629).
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 0;
  friend bool operator==(const CodePoint&, const CodePoint&) = default;
};
CodePoint first_code_point(std::string_view text);

// Controls move the cursor; bidirectional marks reorder what stands beside them; with what nobody
// sees, two names look the same.
bool is_control(std::uint32_t code_point);

}  // namespace assay::base
