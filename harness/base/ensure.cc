// SPDX-License-Identifier: Apache-2.0
#include "base/ensure.h"

#include <fmt/format.h>

#include <cstdlib>

namespace assay::base {

void broken(std::string_view promise, const std::source_location& where) {
  fmt::print(stderr, "{}:{}: broken promise: {}\n", where.file_name(), where.line(), promise);
  std::abort();
}

}  // namespace assay::base
