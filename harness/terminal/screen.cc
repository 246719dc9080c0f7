// SPDX-License-Identifier: Apache-2.0
#include "terminal/screen.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "base/text.h"

namespace assay::terminal {
namespace {

// Without "\x1b[1m" and the like.
std::string without_colors(std::string_view line) {
  std::string plain;
  while (!line.empty()) {
    const auto code = line.find("\x1b[");
    plain += line.substr(0, code);
    if (code == std::string_view::npos) break;
    const auto end = line.find('m', code);
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  }
  return plain;
}

std::size_t rows_of(std::string_view line, std::size_t columns) {
  const auto width = base::display_width(without_colors(line));
  return std::max<std::size_t>(1, (width + columns - 1) / columns);
}

}  // namespace

bool fits(std::string_view text, const ScreenSize& screen) {
  if (screen.rows <= 0) return true;
  const auto columns = static_cast<std::size_t>(std::max(screen.columns, 1));
  std::size_t rows = 1;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    rows += rows_of(text.substr(0, end), columns);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return rows <= static_cast<std::size_t>(screen.rows);
}

}  // namespace assay::terminal
