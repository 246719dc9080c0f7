// SPDX-License-Identifier: Apache-2.0
#include "present/markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "judge/arrangement.h"
#include "present/escaping.h"
#include "present/markdown_room.h"
#include "present/tuning_wording.h"
#include "present/wording.h"

namespace assay::present {
namespace {

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
// Bytes of outside text, before it is escaped.
constexpr std::size_t kLongestCell = 600, kLongestTitle = 100, kLongestNote = 2000;
constexpr std::size_t kMostNotes = 16'384;  // bytes of all bullets
constexpr std::size_t kMostDifferences = 8192;
constexpr std::size_t kTablesFrame = 1024;  // what says how much is left out, more than it needs
constexpr std::size_t kMostUnfolded = 20;   // rows that are not changed, among those that are

// The first cell is Markdown already where it is a name.
std::string table_line(std::string_view first, const std::vector<std::string>& cells) {
  std::string line = fmt::format("| {} |", first);
  for (const std::string& cell : cells)
    line += fmt::format(" {} |", inert_markdown(cell, kLongestCell));
  return line + '\n';
}

std::string table_line(const std::vector<std::string>& cells) {
  if (cells.empty()) return "|\n";
  return table_line(inert_markdown(cells.front(), kLongestCell), {cells.begin() + 1, cells.end()});
}

// The first `texts` columns to the left, figures to the right.
std::string head_of(const std::vector<std::string>& heads, std::size_t texts) {
  std::string line = "|";
  for (std::size_t at = 0; at < heads.size(); ++at) line += at < texts ? " :--- |" : " ---: |";
  std::string titles = "|";
  for (const std::string& head : heads)
    titles += fmt::format(" {} |", inert_markdown(head, kLongestTitle));
  return fmt::format("{}\n{}\n", titles, line);
}

std::vector<std::string> bullets(const std::vector<std::string>& lines) {
  std::vector<std::string> pieces;
  for (const std::string& line : lines)
    pieces.push_back(fmt::format("- {}\n", inert_markdown(line, kLongestNote)));
  return pieces;
}

// Bullets of all tables together, as many as fit in their share of the room.
class Notes {
 public:
  explicit Notes(MarkdownRoom& room) : room_(room) {}
  std::string take(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& piece : bullets(lines)) {
      ++all_;
      if (own_.take(piece.size()) && room_.take(piece.size())) {
        text += piece;
      } else {
        ++left_out_;
      }
    }
    return text;
  }
  std::string rest() const {
    if (left_out_ == 0) return {};
    return fmt::format("\nLeft out {} of {} notes to stay below 64 KiB.\n", left_out_, all_);
  }

 private:
  MarkdownRoom& room_;
  MarkdownRoom own_{kMostNotes};
  std::size_t all_ = 0, left_out_ = 0;
};

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
  if (value.interval) text += fmt::format(" ({})", interval_text(table, value));
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
  const std::string ratio = ratio_text(table, mean);
  return interval.empty() ? ratio : fmt::format("{} ({})", ratio, interval);
}

struct ShownTable {
  std::string headline, head, mean;  // the mean's row is "" without one
  std::vector<std::string> changed, others;
  bool folded = false;  // the others
  std::string fold_title;
  std::vector<std::string> below;

  std::size_t frame() const {
    const std::size_t again = folded ? head.size() + markdown_fold(fold_title, {}).size() : 0;
    return headline.size() + head.size() + again + mean.size();
  }
};

void add_rows(ShownTable& shown, const judge::Table& table, Footnotes& footnotes) {
  const auto changed = std::ranges::count_if(
      table.rows, [&](const auto& row) { return judge::is_changed(table, row); });
  shown.folded =
      changed > 0 && table.rows.size() - static_cast<std::size_t>(changed) > kMostUnfolded;
  for (const judge::Row& row : table.rows) {
    std::vector<std::string> cells;
    for (std::size_t at = 0; at < row.values.size() && at < table.columns.size(); ++at) {
      cells.push_back(entry(table, at, row, footnotes));
    }
    auto& rows = shown.folded && judge::is_changed(table, row) ? shown.changed : shown.others;
    rows.push_back(table_line(markdown_code(row.benchmark), cells));
  }
  shown.fold_title =
      fmt::format("{} other rows: {}", shown.others.size(), judge::words_of_unchanged(table));
}

ShownTable shown_table(const judge::Table& table) {
  ShownTable shown;
  std::vector<std::string> heads{"benchmark"};
  for (const judge::Column& column : table.columns) heads.push_back(column.title);
  for (const auto& [title, what] : column_legend(table)) {
    shown.below.push_back(fmt::format("{}: {}", title, what));
  }
  shown.headline = fmt::format("**{}**\n\n", inert_markdown(headline(table), kLongestCell));
  shown.head = head_of(heads, 1);
  Footnotes footnotes;
  add_rows(shown, table, footnotes);
  const auto add = [&](const std::vector<std::string>& lines) {
    shown.below.insert(shown.below.end(), lines.begin(), lines.end());
  };
  add(mark_legend(table));
  if (!table.path_length && !table.geomeans.empty() && table.columns.size() > 1) {
    std::vector<std::string> cells;
    for (std::size_t at = 0; at < table.columns.size(); ++at) {
      const std::string note = geomean_note(table, at, kAll);
      cells.push_back(geomean_text(table, at));
      if (!note.empty()) shown.below.push_back(note);
    }
    shown.mean = table_line("geometric mean", cells);
  }
  add(footnotes.lines(kAll));
  for (const std::string& note : table.notes) shown.below.push_back("note: " + note);
  return shown;
}

ShownTable shown_tuning(const judge::TuningTable& table) {
  ShownTable shown;
  shown.headline = fmt::format("**{}**\n\n", inert_markdown(tuning_headline(table), kLongestCell));
  shown.head = head_of(tuning_heads(table), kTuningNames);
  Footnotes footnotes;
  for (const judge::TuningRow& row : table.rows) {
    const auto texts = tuning_texts(table, row, footnotes);
    shown.others.push_back(
        table_line(markdown_code(row.benchmark), {texts.begin() + 1, texts.end()}));
  }
  for (const auto& [title, what] : tuning_legend(table)) {
    shown.below.push_back(fmt::format("{}: {}", title, what));
  }
  const auto add = [&](const std::vector<std::string>& lines) {
    shown.below.insert(shown.below.end(), lines.begin(), lines.end());
  };
  add(tuning_marks(table));
  add(footnotes.lines(kAll));
  for (const std::string& note : table.frame.notes) shown.below.push_back("note: " + note);
  return shown;
}

std::string text_of(const ShownTable& table, const std::string& changed, const std::string& others,
                    const std::string& below) {
  std::string text = table.headline + table.head;
  if (!table.folded) return text + others + table.mean + '\n' + below;
  text += changed + table.mean;
  if (!others.empty()) text += markdown_fold(table.fold_title, table.head + others);
  return text + '\n' + below;
}

// How many rows there are, and how many no longer fit.
struct Rows {
  std::size_t all = 0, left_out = 0;

  std::string take(MarkdownRoom& room, const std::vector<std::string>& rows) {
    const std::size_t before = room.left_out();
    std::string text = room.take_all(rows);
    left_out += room.left_out() - before;
    all += rows.size();
    return text;
  }
  std::string rest() const {
    if (left_out == 0) return {};
    return fmt::format(
        "\n**Left out {} of {} rows to stay below 64 KiB.** The other formats have them all.\n",
        left_out, all);
  }
};

// After what explains the tables what changed in all of them, and then the other rows.
std::string tables_text(std::vector<ShownTable> tables, MarkdownRoom& room, Notes& notes,
                        Rows& rows) {
  std::vector<ShownTable> shown;
  std::vector<std::string> changed, below;
  MarkdownRoom frames(kMostMarkdown / 2);  // heads without a row help nobody
  for (ShownTable& table : tables) {
    const std::size_t frame = table.frame() + 2;
    if (frames.take(frame) && room.take(frame)) {
      below.push_back(notes.take(table.below));
      shown.push_back(std::move(table));
    } else {
      rows.all += table.changed.size() + table.others.size();
      rows.left_out += table.changed.size() + table.others.size();
    }
  }
  for (const ShownTable& table : shown) changed.push_back(rows.take(room, table.changed));
  std::string text;
  for (std::size_t at = 0; at < shown.size(); ++at) {
    if (!text.empty()) text += '\n';
    text += text_of(shown[at], changed[at], rows.take(room, shown[at].others), below[at]);
  }
  return text;
}

std::string portability_text(const judge::Comparison& comparison, MarkdownRoom& room, Notes& notes,
                             Rows& rows) {
  if (comparison.portability.empty()) return {};
  std::string text =
      fmt::format("\n**{}**\n\n", inert_markdown(kPortabilityHeadline, kLongestCell));
  text += head_of({kPortabilityHeads.begin(), kPortabilityHeads.end()}, 1);
  std::vector<std::string> lines, below;
  for (const judge::Portability& variant : comparison.portability) {
    lines.push_back(table_line(portability_row(variant)));
    const std::string note = portability_note(variant, kAll);
    if (!note.empty()) below.push_back(note);
  }
  const std::string left_out = portability_left_out(comparison, kAll);
  if (!left_out.empty()) below.push_back(left_out);
  if (!room.take(text.size() + 1)) {
    rows.all += lines.size();
    rows.left_out += lines.size();
    return {};
  }
  text += rows.take(room, lines);
  const std::string noted = notes.take(below);
  return noted.empty() ? text : text + '\n' + noted;
}

// A finding, so it has its place before anything else.
std::string differences_text(const judge::Comparison& comparison, MarkdownRoom& room) {
  const auto& differences = comparison.checksum_differences;
  if (differences.empty()) return {};
  std::string text = "**Results differ: the same benchmark gave different checksums**\n\n";
  MarkdownRoom own(kMostDifferences);
  text += own.take_all(bullets(differences));
  if (own.left_out() > 0) {
    text += fmt::format("\nLeft out {} of {} such results to stay below 64 KiB.\n", own.left_out(),
                        differences.size());
  }
  room.take(text.size() + 1);
  return text;
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

std::string markdown_text(const judge::Comparison& comparison) {
  MarkdownRoom room(kMostMarkdown - kTablesFrame);
  Notes notes(room);
  Rows rows;
  const std::string differences = differences_text(comparison, room);
  std::vector<ShownTable> tables;
  for (const judge::Table& table : comparison.tables) tables.push_back(shown_table(table));
  std::string text = tables_text(std::move(tables), room, notes, rows);
  text += portability_text(comparison, room, notes, rows);
  if (!text.empty() && !differences.empty()) text += '\n';
  text += differences + notes.rest() + rows.rest();
  return text.empty() ? "Nothing to compare.\n" : text;
}

std::string markdown_text(const judge::Tuning& tuning) {
  MarkdownRoom room(kMostMarkdown - kTablesFrame);
  Notes notes(room);
  Rows rows;
  std::vector<ShownTable> tables;
  for (const judge::TuningTable& table : tuning.tables) tables.push_back(shown_tuning(table));
  const std::string text = tables_text(std::move(tables), room, notes, rows);
  return text + notes.rest() + rows.rest();
}

std::string markdown_text(const judge::Matrix& matrix) {
  MarkdownRoom room(kMostMarkdown - kTablesFrame);
  Notes notes(room);
  Rows rows;
  const std::vector<Question> questions = questions_of(matrix);
  std::vector<std::string> heads{"target", "toolchain", "os", "suite"}, lines;
  const bool submitted = has_submissions(matrix);
  if (submitted) heads.insert(heads.end(), kSubmissionHeads.begin(), kSubmissionHeads.end());
  for (const Question& question : questions) heads.emplace_back(question.head);
  std::string text = head_of(heads, heads.size());
  room.take(text.size() + 1);
  Footnotes footnotes;
  std::vector<std::string> faults;
  for (const judge::MatrixRow& row : matrix.rows) {
    std::vector<std::string> cells{row.target, row.toolchain, row.os, row.suite};
    const auto sent = submission_texts(row.host_class, row.submission);
    if (submitted) cells.insert(cells.end(), sent.begin(), sent.end());
    for (const auto& [head, check] : questions) cells.push_back(check_text(row.*check, footnotes));
    lines.push_back(table_line(cells));
    for (const std::string& fault : row.faults) {
      faults.push_back(fmt::format("fault in {}/{}/{}/{}: {}", row.target, row.toolchain, row.os,
                                   row.suite, fault));
    }
  }
  std::vector<std::string> below = footnotes.lines(kAll);
  below.insert(below.end(), faults.begin(), faults.end());
  for (const std::string& note : matrix.notes) below.push_back("note: " + note);
  const std::string noted = notes.take(below);
  text += rows.take(room, lines);
  if (!noted.empty()) text += '\n' + noted;
  return text + notes.rest() + rows.rest();
}

}  // namespace assay::present
