// SPDX-License-Identifier: Apache-2.0
#include "present/wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <map>
#include <utility>

#include "base/text.h"
#include "base/units.h"

namespace assay::present {
namespace {

using judge::Value;
using record::Determinism;

struct Mark {
  char sign;
  std::string_view meaning;
  bool (*applies)(const Value&);
};

constexpr std::array<Mark, 4> kMarks{{
    {'~', "bounded: executions of the same number of iterations differ by at most 0.5 %",
     [](const Value& value) { return value.determinism == Determinism::bounded; }},
    {'?', "nondeterministic: executions differ by more than 0.5 %",
     [](const Value& value) { return value.determinism == Determinism::nondeterministic; }},
    {'*', "fixed iterations: the cost of entering and leaving the loop is included",
     [](const Value& value) { return value.entry_cost_included; }},
    {'^', "aggregates only: imported without samples, shown but never decided on",
     [](const Value& value) { return value.aggregate_only; }},
}};

// "1,234" and, for fractions, two decimals; works for sizes below 2^63.
std::string grouped_fraction(double size) {
  const double hundredths = std::round(size * 100);
  const auto whole = static_cast<std::uint64_t>(hundredths / 100);
  const auto rest = static_cast<unsigned>(hundredths - static_cast<double>(whole) * 100);
  return fmt::format("{}.{:02}", base::grouped(whole), rest);
}

double nanoseconds_of(std::string_view unit) {
  if (unit == "us") return 1e3;
  if (unit == "ms") return 1e6;
  if (unit == "s") return 1e9;
  return 1;
}

// Target, compiler, libc, runner, record, what a submission has, note; "" for what is not known.
using Description = std::array<std::string, 6 + kSubmissionHeads.size()>;

Description describe(const judge::Column& column) {
  // An imported file doesn't know its target.
  const bool titled = column.imported || column.title.find(column.target) != std::string::npos;
  const bool both = !column.runner.empty() && !column.emulator.empty();
  const std::string record = (column.imported ? "imported from " : "record ") + column.record;
  auto [signer, host_class, division, date, remarks] =
      submission_texts(column.host_class, column.submission);
  const auto with = [](std::string_view before, const std::string& text) {
    return text.empty() ? text : fmt::format("{} {}", before, text);
  };
  return {titled ? std::string{} : column.target,
          column.compiler,
          column.libc,
          column.runner + (both ? " " : "") + column.emulator,
          column.record.empty() ? std::string{} : record,
          with("signed by", signer),
          with("class", host_class),
          with("division", division),
          with("imported", date),
          with("remarks:", remarks),
          column.note};
}

// The parts that all columns have in common, taken off each of them.
Description take_shared(std::vector<Description>& columns) {
  Description shared;
  for (std::size_t part = 0; part < shared.size(); ++part) {
    const std::string& first = columns.front()[part];
    const bool same =
        std::ranges::all_of(columns, [&](const Description& each) { return each[part] == first; });
    if (!same) continue;
    shared[part] = first;
    for (Description& each : columns) each[part].clear();
  }
  return shared;
}

std::string to_text(const Description& description) {
  std::string text;
  for (std::size_t part = 0; part < description.size(); ++part) {
    if (description[part].empty()) continue;
    if (!text.empty()) text += part + 1 == description.size() ? "; " : ", ";
    text += description[part];
  }
  return text;
}

}  // namespace

SubmissionTexts submission_texts(const std::string& host_class,
                                 const std::optional<judge::Submission>& submission) {
  if (!submission) return {};
  return {submission->signer, host_class, submission->division, submission->date,
          base::join(submission->remarks, "; ")};
}

bool has_submissions(const judge::Comparison& comparison) {
  return std::ranges::any_of(comparison.tables, [](const judge::Table& table) {
    return std::ranges::any_of(
        table.columns, [](const judge::Column& column) { return column.submission.has_value(); });
  });
}

bool has_submissions(const judge::Matrix& matrix) {
  return std::ranges::any_of(
      matrix.rows, [](const judge::MatrixRow& row) { return row.submission.has_value(); });
}

bool is_counted(const judge::Table& table) {
  return record::traits_of(table.domain).precision == record::Precision::exact;
}

std::string count_text(double per_iteration) {
  constexpr double kExact = 9007199254740992.0;  // 2^53: no fraction is left to show above
  const double size = std::abs(per_iteration);
  if (!(size < kExact)) return fmt::format("{:.6g}", per_iteration);
  const std::string sign = per_iteration < 0 ? "-" : "";
  if (size == std::floor(size)) return sign + base::grouped(static_cast<std::uint64_t>(size));
  if (size < 0.005) return fmt::format("{:.2g}", per_iteration);
  if (size > kExact / 100) return sign + base::grouped(static_cast<std::uint64_t>(size));
  return sign + grouped_fraction(size);
}

TimeText time_text(double ns, double low_ns, double high_ns) {
  const std::string text = base::duration_text(ns);
  if (!(low_ns < high_ns)) return {text, {}};
  const std::size_t gap = text.find(' ');
  const std::size_t point = text.find('.');
  if (gap == std::string::npos || text.find('e') < gap || !std::isfinite(ns)) {
    return {text, fmt::format("{}..{}", base::duration_text(low_ns), base::duration_text(high_ns))};
  }
  const std::size_t decimals = point < gap ? gap - point - 1 : 0;
  const double unit = nanoseconds_of(std::string_view(text).substr(gap + 1));
  return {text, fmt::format("{:.{}f}..{:.{}f}", low_ns / unit, decimals, high_ns / unit, decimals)};
}

TimeText sampled_text(record::Domain domain, double value, double low, double high) {
  if (record::traits_of(domain).time) return time_text(value, low, high);
  if (!(low < high)) return {count_text(value), {}};
  return {count_text(value), fmt::format("{}..{}", count_text(low), count_text(high))};
}

namespace {

// "512 M items/s": only items have no prefix of their own.
std::pair<double, std::string_view> scale_of(double value, std::string_view unit) {
  if (unit != "items/s") return {1, ""};
  if (value >= 1e9) return {1e9, "G "};
  if (value >= 1e6) return {1e6, "M "};
  return value >= 1e3 ? std::pair(1e3, "k ") : std::pair(1.0, "");
}

}  // namespace

TimeText sampled_text(const judge::Table& table, const judge::Row& row, const Value& value) {
  if (!table.metric.plain) return sampled_text(table.domain, *value.value, value.low, value.high);
  const auto [scale, prefix] = scale_of(*value.value, row.unit);
  const std::string unit = row.unit.empty() ? "" : fmt::format(" {}{}", prefix, row.unit);
  TimeText text{fmt::format("{:.4g}{}", *value.value / scale, unit), {}};
  if (value.low < value.high) {
    text.range = fmt::format("{:.4g}..{:.4g}", value.low / scale, value.high / scale);
  }
  return text;
}

std::string ratio_text(double ratio) {
  if (ratio < 0.1) return fmt::format("{:.2g}x", ratio);
  if (ratio >= 100) return fmt::format("{:.0f}x", ratio);
  return fmt::format("{:.2f}x", ratio);
}

namespace {

constexpr int kMostDecimals = 9;  // what lies nearer to a limit is a fault of rounding

double shown_number(const std::string& text) {
  double value = std::nan("");
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// At least so many decimals, and as many as keep it from being shown as 1.
std::string ratio_beside_one(double ratio, int decimals) {
  if (ratio == 1 || ratio < 0.1 || ratio >= 100) return ratio_text(ratio);
  for (int more = decimals; more <= kMostDecimals; ++more) {
    const std::string text = fmt::format("{:.{}f}", ratio, more);
    if (shown_number(text) != 1) return text + 'x';
  }
  return fmt::format("{:.{}f}x", ratio, decimals);
}

// A count's difference is real however small it is.
std::string count_ratio_text(double ratio) {
  return std::abs(ratio - 1) < 0.005 ? ratio_beside_one(ratio, 4) : ratio_text(ratio);
}

bool leaves_out_one(const stats::Interval& interval) {
  return interval.low > 1 || interval.high < 1;
}

// Of what is sampled the third decimal is noise, unless it is certain on which side of 1 it is.
std::string sampled_ratio_text(double ratio, bool sure) {
  return sure ? ratio_beside_one(ratio, 2) : ratio_text(ratio);
}

// What the word beside an interval says of it.
struct Tie {
  stats::Interval margin;
  bool said = false;
};

bool agrees(const stats::Interval& shown, const stats::Interval& real,
            const std::optional<Tie>& tie) {
  if ((shown.low > 1) != (real.low > 1) || (shown.high < 1) != (real.high < 1)) return false;
  return !tie || (shown.low >= tie->margin.low && shown.high <= tie->margin.high) == tie->said;
}

std::string agreeing_text(const stats::Interval& interval, const std::optional<Tie>& tie) {
  const auto& [low, high] = interval;
  const bool wide = low < 0.1 || high >= 100;
  const auto text_of = [&](double value, int digits) {
    return wide ? fmt::format("{:.{}g}", value, digits) : fmt::format("{:.{}f}", value, digits);
  };
  const int least = !wide && high - low < 0.02 ? 3 : 2;
  for (int digits = least; digits <= kMostDecimals; ++digits) {
    const std::string first = text_of(low, digits), last = text_of(high, digits);
    if (agrees({shown_number(first), shown_number(last)}, interval, tie)) {
      return fmt::format("{}..{}", first, last);
    }
  }
  return fmt::format("{}..{}", text_of(low, least), text_of(high, least));
}

}  // namespace

std::string ratio_text(const judge::Table& table, const Value& value) {
  using judge::Finding;
  if (!value.ratio) return {};
  if (value.counts_equal) return "=";
  if (is_counted(table)) return count_ratio_text(*value.ratio);
  const bool open = value.finding == Finding::tie || value.finding == Finding::unclear;
  return sampled_ratio_text(*value.ratio,
                            !open && value.interval && leaves_out_one(*value.interval));
}

std::string ratio_text(const judge::Table& table, const judge::Geomean& mean) {
  if (!mean.ratio) return {};
  if (is_counted(table)) return count_ratio_text(*mean.ratio);
  return sampled_ratio_text(*mean.ratio, mean.interval && leaves_out_one(*mean.interval));
}

std::string interval_text(const std::optional<stats::Interval>& interval) {
  return interval ? agreeing_text(*interval, std::nullopt) : std::string();
}

std::string interval_text(const judge::Table& table, const Value& value) {
  if (!value.interval || !value.finding) return interval_text(value.interval);
  return agreeing_text(*value.interval, Tie{{1 - table.tie_margin, 1 + table.tie_margin},
                                            value.finding == judge::Finding::tie});
}

std::string finding_text(const Value& value) {
  return value.finding ? std::string(judge::name_of(*value.finding)) : std::string();
}

std::string time_test_text(const Value& value) {
  return value.u_test ? fmt::format("p {:.4f}", value.u_test->time_p) : std::string();
}

std::string cpu_test_text(const Value& value) {
  if (!value.u_test) return {};
  const auto& [time_p, cpu_p, base, head, ratio] = *value.u_test;
  return fmt::format("{} p {:.4f}", ratio ? ratio_text(*ratio) : "-", cpu_p);
}

std::string marks(const Value& value) {
  std::string text;
  for (const Mark& mark : kMarks) {
    if (has_figure(value) && mark.applies(value)) text += mark.sign;
  }
  if (has_figure(value) && value.doubt) text += fmt::format(" !{}", value.doubt->code);
  return text;
}

namespace {

// The code of each, and its reason.
std::map<std::string_view, std::string_view> doubts_of(const judge::Table& table) {
  std::map<std::string_view, std::string_view> doubts;
  for (const judge::Row& row : table.rows) {
    for (const Value& value : row.values) {
      if (value.doubt) doubts.emplace(value.doubt->code, value.doubt->reason);
    }
  }
  return doubts;
}

}  // namespace

std::vector<std::string> mark_legend(const judge::Table& table) {
  std::vector<std::string> lines;
  const auto any_value = [&](const auto& holds) {
    return std::ranges::any_of(
        table.rows, [&](const judge::Row& row) { return std::ranges::any_of(row.values, holds); });
  };
  for (const Mark& mark : kMarks) {
    if (any_value([&](const Value& value) { return has_figure(value) && mark.applies(value); })) {
      lines.push_back(fmt::format("{} {}", mark.sign, mark.meaning));
    }
  }
  if (any_value([&](const Value& value) {
        return has_figure(value) && ratio_text(table, value) == "=";
      })) {
    lines.push_back(
        fmt::format("= exactly the reference's {}", record::traits_of(table.domain).noun));
  }
  for (const auto& [code, reason] : doubts_of(table)) {
    lines.push_back(fmt::format("!{}: {}; part of no mean", code, reason));
  }
  if (any_value([](const Value& value) { return value.u_test.has_value(); })) {
    lines.emplace_back(
        "p: of the times, and after the ratio of the CPU times of these (Mann-Whitney U, "
        "two-sided, repetitions taken as independent)");
  }
  return lines;
}

std::string headline(const judge::Table& table) {
  const record::DomainTraits& traits = record::traits_of(table.domain);
  const std::string own = table.unit + (traits.per_iteration ? " per iteration" : "");
  std::string text = fmt::format("{}: {}{}{}{}{}", traits.name, traits.before_unit,
                                 table.path_length ? "path length: " : "",
                                 table.metric.what.empty() ? own : table.metric.what,
                                 traits.after_unit, table.path_length ? "; not a ranking" : "");
  if (!table.target.empty()) text += ", " + table.target;
  if (table.reference && table.columns.size() > 1 && !table.path_length) {
    text += fmt::format("; ratio to {}", table.columns[*table.reference].title);
    if (traits.time) text += " and its 95 % interval";
  }
  return text;
}

std::vector<LegendLine> column_legend(const judge::Table& table) {
  if (table.columns.empty()) return {};
  std::vector<Description> columns;
  for (const judge::Column& column : table.columns) columns.push_back(describe(column));
  std::vector<LegendLine> lines;
  if (columns.size() > 1) {
    const std::string text = to_text(take_shared(columns));
    if (!text.empty()) lines.push_back({std::string(kAllColumns), text});
  }
  for (std::size_t at = 0; at < columns.size(); ++at) {
    const std::string text = to_text(columns[at]);
    if (!text.empty()) lines.push_back({table.columns[at].title, text});
  }
  return lines;
}

std::vector<Question> questions_of(const judge::Matrix& matrix) {
  using judge::MatrixRow;
  std::vector<Question> questions{{"builds", &MatrixRow::builds}};
  if (std::ranges::any_of(matrix.rows, judge::has_image)) {
    questions.insert(questions.end(), {{"kernel builds", &MatrixRow::kernel},
                                       {"image builds", &MatrixRow::image},
                                       {"boots", &MatrixRow::boots}});
  }
  questions.insert(questions.end(), {{"runs", &MatrixRow::runs},
                                     {"correct", &MatrixRow::correct},
                                     {"vectorised", &MatrixRow::vectorised},
                                     {"exact", &MatrixRow::exact}});
  return questions;
}

std::string_view word_of(judge::Answer answer) {
  switch (answer) {
    case judge::Answer::yes:
      return "yes";
    case judge::Answer::no:
      return "no";
    case judge::Answer::partly:
      return "partly";
    case judge::Answer::unknown:
      break;
  }
  return "unknown";
}

bool has_figure(const Value& value) { return value.outcome.good() && value.value.has_value(); }

std::string Footnotes::refer(const base::Outcome& outcome) {
  const std::string code =
      outcome.code.empty() ? std::string(base::to_text(outcome.kind)) : outcome.code;
  if (outcome.reason.empty()) return outcome.good() ? "-" : code;
  return fmt::format("{} {}", code, refer(fmt::format("{}: {}", code, outcome.reason)));
}

std::string Footnotes::refer(const std::string& reason) {
  auto found = std::ranges::find(reasons_, reason);
  if (found == reasons_.end()) found = reasons_.insert(reasons_.end(), reason);
  return fmt::format("[{}]", found - reasons_.begin() + 1);
}

std::vector<std::string> Footnotes::lines(std::size_t limit) const {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < reasons_.size(); ++i) {
    if (i == limit) {
      lines.push_back(
          fmt::format("and {} more (--format json lists all)", reasons_.size() - limit));
      break;
    }
    lines.push_back(fmt::format("[{}] {}", i + 1, reasons_[i]));
  }
  return lines;
}

std::string some_of(const std::vector<std::string>& names, std::size_t limit) {
  if (names.size() <= limit) return base::join(names, ", ");
  const std::vector<std::string> first(names.begin(),
                                       names.begin() + static_cast<std::ptrdiff_t>(limit));
  return fmt::format("{} and {} more (--format json lists all)", base::join(first, ", "),
                     names.size() - limit);
}

std::string geomean_note(const judge::Table& table, std::size_t column, std::size_t limit) {
  if (column >= table.geomeans.size() || table.reference == column) return {};
  const judge::Geomean& mean = table.geomeans[column];
  if (mean.used == 0 && mean.left_out.empty()) return {};
  std::string text = fmt::format("geometric mean on {}: over {} benchmark{}",
                                 table.columns[column].title, mean.used, mean.used == 1 ? "" : "s");
  if (!mean.left_out.empty()) {
    text += fmt::format("; left out {}: {}", mean.left_out.size(), some_of(mean.left_out, limit));
  }
  if (!mean.moved_by.empty()) {
    std::vector<std::string> parts;
    for (const auto& [name, without] : mean.moved_by) {
      parts.push_back(fmt::format("{:.3f}x without {}", without, name));
    }
    text += fmt::format("; sensitive to single benchmarks: {}", some_of(parts, limit));
  }
  return text;
}

const std::string kPortabilityHeadline =
    "performance portability (PP): harmonic mean over platforms of best time of any / own time";
const std::vector<std::string> kPortabilityHeads{"variant",        "PP",        "mean",
                                                 "geometric mean", "platforms", "benchmarks"};

std::vector<std::string> portability_row(const judge::Portability& variant) {
  const auto efficiency = [](const std::optional<double>& value) {
    return value ? fmt::format("{:.3f}", *value) : std::string("-");
  };
  return {variant.variant,
          efficiency(variant.pp),
          efficiency(variant.mean),
          efficiency(variant.geometric),
          std::to_string(variant.platforms),
          std::to_string(variant.benchmarks)};
}

std::string portability_note(const judge::Portability& variant, std::size_t limit) {
  if (variant.unsupported.empty()) return {};
  return fmt::format("{}: unsupported, so that PP is 0 and not in the mean above: {}",
                     variant.variant, some_of(variant.unsupported, limit));
}

std::string portability_left_out(const judge::Comparison& comparison, std::size_t limit) {
  if (comparison.portability_left_out.empty()) return {};
  return "left out of all scores above: " + some_of(comparison.portability_left_out, limit);
}

}  // namespace assay::present
