// SPDX-License-Identifier: Apache-2.0
// For our own bugs: says the broken promise with file and line, and aborts, in release builds too.
#pragma once

#include <source_location>
#include <string_view>

namespace assay::base {

[[noreturn]] void broken(std::string_view promise, const std::source_location& where);

inline void ensure(bool holds, std::string_view promise,
                   const std::source_location& where = std::source_location::current()) {
  if (!holds) broken(promise, where);
}

}  // namespace assay::base
