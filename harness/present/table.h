// SPDX-License-Identifier: Apache-2.0
// A grid of texts laid out as aligned lines of a given width. Knows nothing of benchmarks:
// terminal, show and the lists bring heads, rows and paint.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::present {

enum class Align { left, right };
enum class Paint { plain, bold, red, dim };

struct Text {
  std::string text;
  Paint paint = Paint::plain;
};

// One text spans its column; several (value, range, ratio) are aligned part by part down the
// column, each to the right.
struct GridCell {
  std::vector<Text> parts;

  GridCell() = default;
  GridCell(std::string text, Paint paint = Paint::plain) : parts{{std::move(text), paint}} {}
  GridCell(const char* text) : GridCell(std::string(text)) {}
  explicit GridCell(std::vector<Text> several) : parts(std::move(several)) {}
};

struct GridColumn {
  std::string head;
  Align align = Align::left;
  bool wraps = false;  // may be narrowed, its texts then continue on the next line
};

struct Grid {
  std::vector<GridColumn> columns;  // no line of heads when all are empty
  std::vector<std::vector<GridCell>> rows;
  std::size_t lead = 1;  // first columns, repeated where the rest is broken into blocks
  std::size_t indent = 0;
};

// Columns that don't fit beside each other come in blocks below each other, each with the lead
// columns again. `width` 0 means any. A single column wider than that is never cut. Outside texts
// may stand in the grid: control characters and broken UTF-8 are shown as escapes. Every line ends
// with "\n" and has no blanks before it; "" for a grid without columns.
std::string lay_out(const Grid& grid, int width, bool color);

// Words broken into lines of `width`; a longer word stands alone. At least one line.
std::vector<std::string> wrap_words(std::string_view text, std::size_t width);

// The text with the terminal's codes around it.
std::string painted(std::string_view text, Paint paint, bool color);

}  // namespace assay::present
