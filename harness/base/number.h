// SPDX-License-Identifier: Apache-2.0
// Numbers from text and to text without any locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::base {

// Whole text must be the number; nothing otherwise.
std::optional<std::uint64_t> to_uint64(std::string_view text);
// Hexadecimal, with or without "0x".
std::optional<std::uint64_t> hex_to_uint64(std::string_view text);
std::optional<double> to_double(std::string_view text);  // finite or not ("nan", "inf" accepted)

// Shortest text that reads back as the same double.
std::string exact_text(double value);

// Dotted versions: "10.0.13" against "8.1"; -1, 0, 1. Missing parts are 0, suffixes such as "+ds"
// are ignored.
int compare_versions(std::string_view a, std::string_view b);

}  // namespace assay::base
