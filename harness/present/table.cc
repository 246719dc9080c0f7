// SPDX-License-Identifier: Apache-2.0
#include "present/table.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "base/text.h"

namespace assay::present {
namespace {

constexpr std::size_t kGap = 2;             // blanks between columns
constexpr std::size_t kPartGap = 1;         // between the parts of one cell
constexpr std::size_t kNarrowest = 16;      // what a wrapping column keeps
constexpr std::size_t kLongestText = 4000;  // bytes of one text

std::string_view code_of(Paint paint) {
  switch (paint) {
    case Paint::bold:
      return "\x1b[1m";
    case Paint::red:
      return "\x1b[31m";
    case Paint::dim:
      return "\x1b[2m";
    case Paint::plain:
      break;
  }
  return {};
}

// One line of output. Blanks are held back until something follows them.
class Line {
 public:
  explicit Line(bool color) : color_(color) {}
  void blanks(std::size_t count) { pending_ += count; }
  void add(std::string_view text, Paint paint) {
    const std::size_t length = text.find_last_not_of(' ') + 1;  // 0 when there is nothing else
    if (length > 0) {
      line_.append(pending_, ' ');
      line_ += painted(text.substr(0, length), paint, color_);
      pending_ = 0;
    }
    pending_ += text.size() - length;
  }
  std::string end() && { return std::move(line_) + '\n'; }

 private:
  bool color_;
  std::size_t pending_ = 0;
  std::string line_;
};

// Words up to this length are not let out of their column.
constexpr std::size_t kLongestKept = 32;

struct Measure {
  std::vector<std::size_t> parts;  // widths where cells have several
  std::size_t width = 0;
  std::size_t longest_word = 0;  // of cells with one part: what wrapping can't break
  bool narrowed = false;

  std::size_t all_parts() const {
    if (parts.empty()) return 0;
    return std::accumulate(parts.begin(), parts.end(), (parts.size() - 1) * kPartGap);
  }
};

// Most texts are plain already, and tables have thousands of them.
void make_printable(std::string& text) {
  const auto is_plain = [](char c) { return c >= ' ' && c <= '~' && c != '#' && c != ':'; };
  if (text.size() > kLongestText || !std::ranges::all_of(text, is_plain)) {
    text = base::printable(text, kLongestText);
  }
}

Grid with_printable_texts(Grid grid) {
  for (GridColumn& column : grid.columns) make_printable(column.head);
  for (auto& row : grid.rows) {
    row.resize(grid.columns.size());
    for (GridCell& cell : row) {
      for (Text& part : cell.parts) make_printable(part.text);
    }
  }
  return grid;
}

Measure measure(const Grid& grid, std::size_t at) {
  Measure found;
  found.width = base::display_width(grid.columns[at].head);
  for (const auto& row : grid.rows) {
    const std::vector<Text>& parts = row[at].parts;
    if (parts.size() == 1) {
      found.width = std::max(found.width, base::display_width(parts[0].text));
      for (const auto& word : base::split(parts[0].text, ' ')) {
        found.longest_word = std::max(found.longest_word, base::display_width(word));
      }
    } else if (parts.size() > 1) {
      if (found.parts.size() < parts.size()) found.parts.resize(parts.size());
      for (std::size_t i = 0; i < parts.size(); ++i) {
        found.parts[i] = std::max(found.parts[i], base::display_width(parts[i].text));
      }
    }
  }
  found.width = std::max(found.width, found.all_parts());
  return found;
}

// Takes width from the widest of those that may wrap until all fit or none is left to narrow.
void narrow(const Grid& grid, std::vector<Measure>& measures, std::size_t room) {
  const auto total = [&] {
    std::size_t sum = grid.indent + (measures.size() - 1) * kGap;
    for (const Measure& each : measures) sum += each.width;
    return sum;
  };
  while (total() > room) {
    Measure* widest = nullptr;
    for (std::size_t at = 0; at < measures.size(); ++at) {
      // A path of a file may stand out; it is usually the last column.
      const std::size_t word = std::min(measures[at].longest_word, kLongestKept);
      const std::size_t least =
          std::max({kNarrowest, word, base::display_width(grid.columns[at].head)});
      if (!grid.columns[at].wraps || measures[at].width <= least) continue;
      if (widest == nullptr || measures[at].width > widest->width) widest = &measures[at];
    }
    if (widest == nullptr) return;
    --widest->width;
    widest->narrowed = true;
  }
}

// Which columns stand in which block, the lead in each of them.
std::vector<std::vector<std::size_t>> blocks_of(const Grid& grid,
                                                const std::vector<Measure>& measures,
                                                std::size_t room) {
  const std::size_t lead = std::min(grid.lead, measures.size());
  std::vector<std::size_t> start(lead);
  std::iota(start.begin(), start.end(), std::size_t{0});
  std::size_t start_width = grid.indent;
  for (const std::size_t at : start) start_width += measures[at].width + kGap;

  std::vector<std::vector<std::size_t>> blocks{start};
  std::size_t used = start_width;
  for (std::size_t at = lead; at < measures.size(); ++at) {
    if (used + measures[at].width > room && blocks.back().size() > lead) {
      blocks.push_back(start);
      used = start_width;
    }
    blocks.back().push_back(at);
    used += measures[at].width + kGap;
  }
  return blocks;
}

void add_text(Line& line, const Text& text, std::size_t width, Align align) {
  const std::size_t own = base::display_width(text.text);
  const std::size_t rest = width > own ? width - own : 0;
  if (align == Align::right) line.blanks(rest);
  line.add(text.text, text.paint);
  if (align == Align::left) line.blanks(rest);
}

void add_parts(Line& line, const std::vector<Text>& parts, const Measure& measure, Align align) {
  const std::size_t rest = measure.width - measure.all_parts();
  if (align == Align::right) line.blanks(rest);
  for (std::size_t i = 0; i < measure.parts.size(); ++i) {
    if (i > 0) line.blanks(kPartGap);
    add_text(line, i < parts.size() ? parts[i] : Text{}, measure.parts[i], Align::right);
  }
  if (align == Align::left) line.blanks(rest);
}

// What a column shows on one line of a row: a text that was wrapped goes on, any other stands on
// the first line.
Text text_at(const std::vector<Text>& parts, const std::vector<std::string>& wrapped,
             std::size_t level) {
  Text shown = parts.size() == 1 ? parts[0] : Text{};
  if (!wrapped.empty()) {
    shown.text = level < wrapped.size() ? wrapped[level] : std::string{};
  } else if (level > 0) {
    shown.text.clear();
  }
  return shown;
}

std::string row_text(const Grid& grid, const std::vector<GridCell>& row,
                     const std::vector<Measure>& measures, const std::vector<std::size_t>& block,
                     bool color) {
  // Lines of the columns that wrap; the others have all they have on the first.
  std::vector<std::vector<std::string>> wrapped(measures.size());
  std::size_t height = 1;
  for (const std::size_t at : block) {
    if (!measures[at].narrowed || row[at].parts.size() != 1) continue;
    wrapped[at] = wrap_words(row[at].parts[0].text, measures[at].width);
    height = std::max(height, wrapped[at].size());
  }
  std::string text;
  for (std::size_t level = 0; level < height; ++level) {
    Line line(color);
    line.blanks(grid.indent);
    for (const std::size_t at : block) {
      const std::vector<Text>& parts = row[at].parts;
      const Align align = grid.columns[at].align;
      if (parts.size() > 1 && level == 0) {
        add_parts(line, parts, measures[at], align);
      } else {
        add_text(line, text_at(parts, wrapped[at], level), measures[at].width, align);
      }
      line.blanks(kGap);
    }
    text += std::move(line).end();
  }
  return text;
}

std::string block_text(const Grid& grid, const std::vector<Measure>& measures,
                       const std::vector<std::size_t>& block, bool color) {
  std::string text;
  const auto is_headed = [](const GridColumn& column) { return !column.head.empty(); };
  if (std::ranges::any_of(grid.columns, is_headed)) {
    Line line(color);
    line.blanks(grid.indent);
    for (const std::size_t at : block) {
      add_text(line, {grid.columns[at].head, Paint::bold}, measures[at].width,
               grid.columns[at].align);
      line.blanks(kGap);
    }
    text += std::move(line).end();
  }
  for (const auto& row : grid.rows) text += row_text(grid, row, measures, block, color);
  return text;
}

}  // namespace

std::string lay_out(const Grid& outside, int width, bool color) {
  if (outside.columns.empty()) return {};
  const Grid grid = with_printable_texts(outside);
  const std::size_t room =
      width > 0 ? static_cast<std::size_t>(width) : std::numeric_limits<std::size_t>::max();
  std::vector<Measure> measures;
  for (std::size_t at = 0; at < grid.columns.size(); ++at) measures.push_back(measure(grid, at));
  narrow(grid, measures, room);
  std::string text;
  for (const auto& block : blocks_of(grid, measures, room)) {
    if (!text.empty()) text += '\n';
    text += block_text(grid, measures, block, color);
  }
  return text;
}

std::vector<std::string> wrap_words(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  for (const std::string& word : base::split(text, ' ')) {
    std::string& line = lines.back();
    if (line.empty()) {
      line = word;
    } else if (base::display_width(line) + 1 + base::display_width(word) <= width) {
      line += ' ' + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

std::string painted(std::string_view text, Paint paint, bool color) {
  if (!color || paint == Paint::plain || text.empty()) return std::string(text);
  return std::string(code_of(paint)).append(text).append("\x1b[0m");
}

}  // namespace assay::present
