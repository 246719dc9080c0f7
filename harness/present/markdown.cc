// SPDX-License-Identifier: Apache-2.0
#include "present/markdown.h"

#include <fmt/format.h>

#include <cstddef>
#include <limits>
#include <vector>

#include "base/text.h"
#include "present/wording.h"

namespace assay::present {
namespace {

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kLongest = 4000;  // bytes of one text

std::string line_of(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) line += fmt::format(" {} |", markdown_escaped(cell));
  return line + '\n';
}

// The first `texts` columns to the left, figures to the right.
std::string head_of(const std::vector<std::string>& heads, std::size_t texts) {
  std::string line = "|";
  for (std::size_t at = 0; at < heads.size(); ++at) line += at < texts ? " :--- |" : " ---: |";
  return line_of(heads) + line + '\n';
}

std::string bullets(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += fmt::format("- {}\n", markdown_escaped(line));
  return text;
}

std::string entry(const judge::Table& table, std::size_t column, const judge::Row& row,
                  Footnotes& footnotes) {
  const judge::Value& value = row.values[column];
  if (!has_figure(value)) return footnotes.refer(value.outcome);
  std::string text;
  if (is_counted(table)) {
    text = count_text(*value.value) + marks(value);
  } else {
    const TimeText time = sampled_text(table, row, value);
    text = time.value + marks(value);
    if (!time.range.empty()) text += fmt::format(" ({})", time.range);
  }
  const bool has_ratio = !table.path_length && table.reference && *table.reference != column;
  const std::string ratio = has_ratio ? ratio_text(table, value) : std::string{};
  if (!ratio.empty()) text += ' ' + ratio;
  if (value.interval) text += fmt::format(" ({})", interval_text(value.interval));
  if (value.finding) text += ' ' + finding_text(value);
  if (value.u_test) text += fmt::format("; {}; {}", time_test_text(value), cpu_test_text(value));
  return text;
}

// "" for a column that has no mean.
std::string geomean_text(const judge::Table& table, std::size_t column) {
  if (geomean_note(table, column, kAll).empty()) return {};
  const judge::Geomean& mean = table.geomeans[column];
  if (!mean.ratio) return {};
  const std::string interval = interval_text(mean.interval);
  return interval.empty() ? ratio_text(*mean.ratio)
                          : fmt::format("{} ({})", ratio_text(*mean.ratio), interval);
}

std::string table_text(const judge::Table& table) {
  std::vector<std::string> heads{"benchmark"}, below;
  for (const judge::Column& column : table.columns) heads.push_back(column.title);
  for (const auto& [title, what] : column_legend(table)) {
    below.push_back(fmt::format("{}: {}", title, what));
  }
  std::string text = fmt::format("**{}**\n\n", markdown_escaped(headline(table)));
  text += head_of(heads, 1);
  Footnotes footnotes;
  for (const judge::Row& row : table.rows) {
    std::vector<std::string> cells{row.benchmark};
    for (std::size_t at = 0; at < row.values.size() && at < table.columns.size(); ++at) {
      cells.push_back(entry(table, at, row, footnotes));
    }
    text += line_of(cells);
  }
  const auto add = [&](const std::vector<std::string>& lines) {
    below.insert(below.end(), lines.begin(), lines.end());
  };
  add(mark_legend(table));
  if (!table.path_length && !table.geomeans.empty() && table.columns.size() > 1) {
    std::vector<std::string> cells{"geometric mean"};
    for (std::size_t at = 0; at < table.columns.size(); ++at) {
      const std::string note = geomean_note(table, at, kAll);
      cells.push_back(geomean_text(table, at));
      if (!note.empty()) below.push_back(note);
    }
    text += line_of(cells);
  }
  add(footnotes.lines(kAll));
  for (const std::string& note : table.notes) below.push_back("note: " + note);
  return text + '\n' + bullets(below);
}

std::string check_text(const judge::Check& check, Footnotes& footnotes) {
  constexpr std::size_t kShort = 24;
  const std::string_view answer = word_of(check.answer);
  if (check.detail.empty()) return std::string(answer);
  if (base::display_width(check.detail) <= kShort) {
    return fmt::format("{} ({})", answer, check.detail);
  }
  return fmt::format("{} {}", answer, footnotes.refer(check.detail));
}

}  // namespace

namespace {

// There '_' is a letter as any other; elsewhere it begins or ends an emphasis.
bool is_inside_word(std::string_view text, std::size_t at) {
  const auto is_word = [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  return at > 0 && at + 1 < text.size() && is_word(text[at - 1]) && is_word(text[at + 1]);
}

}  // namespace

std::string markdown_escaped(std::string_view text) {
  const std::string shown = base::printable(text, kLongest);
  std::string escaped;
  for (std::size_t at = 0; at < shown.size(); ++at) {
    const char c = shown[at];
    if (c == '<') {
      escaped += "&lt;";
    } else if (c == '&') {
      escaped += "&amp;";
    } else {
      const bool special = std::string_view("\\`*|~[]").find(c) != std::string_view::npos;
      if (special || (c == '_' && !is_inside_word(shown, at))) escaped += '\\';
      escaped += c;
    }
  }
  return escaped;
}

std::string markdown_text(const judge::Comparison& comparison) {
  std::string text;
  for (const judge::Table& table : comparison.tables) {
    if (!text.empty()) text += '\n';
    text += table_text(table);
  }
  if (!comparison.portability.empty()) {
    text += fmt::format("\n**{}**\n\n", markdown_escaped(kPortabilityHeadline));
    text += head_of({kPortabilityHeads.begin(), kPortabilityHeads.end()}, 1);
    std::vector<std::string> below;
    for (const judge::Portability& variant : comparison.portability) {
      text += line_of(portability_row(variant));
      const std::string note = portability_note(variant, kAll);
      if (!note.empty()) below.push_back(note);
    }
    if (!below.empty()) text += '\n' + bullets(below);
  }
  if (!comparison.checksum_differences.empty()) {
    if (!text.empty()) text += '\n';
    text += "**Results differ: the same benchmark gave different checksums**\n\n";
    text += bullets(comparison.checksum_differences);
  }
  return text.empty() ? "Nothing to compare.\n" : text;
}

std::string markdown_text(const judge::Matrix& matrix) {
  const std::vector<Question> questions = questions_of(matrix);
  std::vector<std::string> heads{"target", "toolchain", "os", "suite"};
  for (const Question& question : questions) heads.emplace_back(question.head);
  std::string text = head_of(heads, heads.size());
  Footnotes footnotes;
  std::vector<std::string> faults;
  for (const judge::MatrixRow& row : matrix.rows) {
    std::vector<std::string> cells{row.target, row.toolchain, row.os, row.suite};
    for (const auto& [head, check] : questions) cells.push_back(check_text(row.*check, footnotes));
    text += line_of(cells);
    for (const std::string& fault : row.faults) {
      faults.push_back(fmt::format("fault in {}/{}/{}/{}: {}", row.target, row.toolchain, row.os,
                                   row.suite, fault));
    }
  }
  std::vector<std::string> below = footnotes.lines(kAll);
  below.insert(below.end(), faults.begin(), faults.end());
  for (const std::string& note : matrix.notes) below.push_back("note: " + note);
  return below.empty() ? text : text + '\n' + bullets(below);
}

}  // namespace assay::present
