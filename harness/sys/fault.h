// SPDX-License-Identifier: Apache-2.0
// What the system refuses, as an Error: what was to be done, where, and why it can't be.
#pragma once

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "base/error.h"

namespace assay::sys {

inline std::string reason(int fault) { return std::generic_category().message(fault); }

// `fault` is a value of errno. EINTR is the exit interrupted, all others are missing.
inline base::Error cannot(std::string_view what, const std::filesystem::path& path, int fault) {
  base::Error error(fault == EINTR ? base::Exit::interrupted : base::Exit::missing,
                    fmt::format("cannot {} {}: {}", what, path.string(), reason(fault)));
  if (fault == ENOSPC || fault == EDQUOT) error.hint("free some space or choose another place");
  return error;
}

}  // namespace assay::sys
