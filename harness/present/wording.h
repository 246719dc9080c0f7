// SPDX-License-Identifier: Apache-2.0
// How a comparison's figures, marks and reasons are worded for people: the same words in a terminal
// and in Markdown. Formats for programs don't use this; they have the bare values.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"
#include "judge/comparison.h"
#include "judge/matrix.h"

namespace assay::present {

// "4,103" when whole, else two decimals: "12.50"; "0.0042" when that would say 0.
std::string count_text(double per_iteration);
// Whole numbers, such as instructions and bytes; else times.
bool is_counted(const judge::Table& table);

// "12.3 ns" and its range in the same unit, "12.1..12.9"; no range where there is none.
struct TimeText {
  std::string value, range;
};
TimeText time_text(double ns, double low_ns, double high_ns);
// The same of any sampled number: of a time with its unit, of others without.
TimeText sampled_text(record::Domain domain, double value, double low, double high);
TimeText sampled_text(const judge::Table& table, const judge::Row& row, const judge::Value& value);

// "1.03x"; of counts more decimals where two would hide a difference, and "=" for exactly the same
// count. Of times more decimals where two would say 1 though it is certain that it is not. ""
// without a ratio.
std::string ratio_text(const judge::Table& table, const judge::Value& value);
std::string ratio_text(const judge::Table& table, const judge::Geomean& mean);
std::string ratio_text(double ratio);

// "0.95..1.01", with more decimals where two would hide its width, whether it leaves out 1, or, of
// a value with a word, whether it lies within the margin of a tie; "" without an interval.
std::string interval_text(const std::optional<stats::Interval>& interval);
std::string interval_text(const judge::Table& table, const judge::Value& value);

// "tie", "faster", "slower", "unknown" or "no interval"; "" where there is no ratio of times.
std::string finding_text(const judge::Value& value);

// "p 0.0079", and of the CPU time "1.02x p 0.0313"; "" where no test was made.
std::string time_test_text(const judge::Value& value);
std::string cpu_test_text(const judge::Value& value);

// What restricts a figure: `~` bounded, `?` nondeterministic, `*` fixed iterations, `^` aggregates
// only, and " !foreign-host" or another code of what is doubtful (record/doubt.h).
std::string marks(const judge::Value& value);
// One line a mark that the table has.
std::vector<std::string> mark_legend(const judge::Table& table);

// What the numbers of the table are, and what they are not.
std::string headline(const judge::Table& table);

// What each column is: "clang 19.1.7, glibc 2.36, qemu-user QEMU 7.2.22 rv64, record 20261124-ab12;
// note", with its target where the title doesn't say it, and of a submission whose it is. What is
// the same for all of several columns stands in a first line titled "all columns" and in no other.
struct LegendLine {
  std::string title, text;
  friend bool operator==(const LegendLine&, const LegendLine&) = default;
};
inline constexpr std::string_view kAllColumns = "all columns";
std::vector<LegendLine> column_legend(const judge::Table& table);

// What a submission has in every table, in this order; all empty for what is none.
inline constexpr std::array<std::string_view, 5> kSubmissionHeads{"signer", "class", "division",
                                                                  "date", "remarks"};
using SubmissionTexts = std::array<std::string, kSubmissionHeads.size()>;
SubmissionTexts submission_texts(const std::string& host_class,
                                 const std::optional<judge::Submission>& submission);
bool has_submissions(const judge::Comparison& comparison);
bool has_submissions(const judge::Matrix& matrix);

// "yes", "no", "partly", "unknown".
std::string_view word_of(judge::Answer answer);

// The questions of the matrix in the order of its columns; those about booting only where a system
// does.
struct Question {
  std::string_view head;
  judge::Check judge::MatrixRow::* check;
};
std::vector<Question> questions_of(const judge::Matrix& matrix);

// Whether the entry has a figure to show.
bool has_figure(const judge::Value& value);

// Reasons why entries are missing, each once, numbered from 1 in order of appearance.
class Footnotes {
 public:
  // "timeout [2]"; without a number when there is no reason to tell.
  std::string refer(const base::Outcome& outcome);
  // "[2]" for any other reason.
  std::string refer(const std::string& reason);
  // "[1] timeout: no result within 60 s". With a limit the rest is only counted, with a hint.
  std::vector<std::string> lines(std::size_t limit) const;

 private:
  std::vector<std::string> reasons_;
};

// Names separated by ", ", after `limit` of them "and 12 more (--format json lists all)".
std::string some_of(const std::vector<std::string>& names, std::size_t limit);

// "geometric mean on gcc: over 12 benchmarks; left out 2: compute/a: absent, compute/b: ..."
// "" for the reference itself and where the table or the column has no geometric mean.
std::string geomean_note(const judge::Table& table, std::size_t column, std::size_t limit);

// How evenly compilers serve the platforms: the same words in every format.
extern const std::string kPortabilityHeadline;
extern const std::vector<std::string> kPortabilityHeads;
std::vector<std::string> portability_row(const judge::Portability& variant);
// "gcc: unsupported, so that PP is 0 and not in the mean above: compute/a on b: timeout, ..."; ""
// when nothing is.
std::string portability_note(const judge::Portability& variant, std::size_t limit);
// "left out of all scores above: compute/a on b: unsealed, ..."; "" when nothing is.
std::string portability_left_out(const judge::Comparison& comparison, std::size_t limit);

}  // namespace assay::present
