// SPDX-License-Identifier: Apache-2.0
// Comparisons and lists as aligned tables for people, coloured only when told so.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "present/formats.h"
#include "present/table.h"

namespace assay::present {

// What a terminal shows of such lists.
inline constexpr std::size_t kMostReasons = 20;
inline constexpr std::size_t kMostFaults = 40;

std::string terminal_text(const judge::Comparison& comparison, const Style& style);
std::string terminal_text(const List& list, const Style& style);

// A line of prose wrapped to the width, what follows the first line indented by `hanging`.
std::string paragraph(std::string_view text, const Style& style, std::size_t hanging = 2,
                      Paint paint = Paint::plain);
std::string paragraphs(const std::vector<std::string>& lines, const Style& style,
                       std::size_t hanging = 2, Paint paint = Paint::plain);

}  // namespace assay::present
