// SPDX-License-Identifier: Apache-2.0
// The part of a failed build's output that a person needs: the compiler's own words.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/outcome.h"

namespace assay::build {

// From the first line that tells of an error, at most 20 lines; without such a line the last ones.
std::string compiler_message(std::string_view output);

// How many files are made and of how many, as the last whole line of Ninja's output says that does.
std::optional<std::pair<std::size_t, std::size_t>> files_done(std::string_view output);

// Unavailable "disk-full" or "host-fault", with the words of the system, when this machine could
// not give what building needs: room on the disk, memory, a compiler that can be started. Else
// failed with `code`.
base::Outcome build_failure(const std::string& code, std::string_view output);

}  // namespace assay::build
