// SPDX-License-Identifier: Apache-2.0
// A file that grows while it is read: a log, a journal, and their copies elsewhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace assay::sys {

// Of a regular file: at most so many bytes from `at` on, "" when it has no more. Nothing when it
// can't be read. A link is not followed.
std::optional<std::string> read_part(const std::filesystem::path& path, std::uint64_t at,
                                     std::size_t most);

// Adds to its end; it is made when it is not there. Where that fails, a part of the bytes may stand
// there. Throws Error(missing) with path and reason.
void append_bytes(const std::filesystem::path& path, std::string_view bytes);

}  // namespace assay::sys
