// SPDX-License-Identifier: Apache-2.0
#include "judge/geomeans.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "stats/geomean.h"
#include "stats/student_t.h"

namespace assay::judge {
namespace {

constexpr double kInfluence = 0.2;  // of the interval's width, docs/methods.md

// "" when the row's value in that column may enter.
std::string why_left_out(const Table& table, const Row& row, std::size_t column) {
  const Value& value = row.values[column];
  const std::string& title = table.columns[column].title;
  if (!value.outcome.good()) {
    const auto kind = value.outcome.code == "absent" ? "absent" : base::to_text(value.outcome.kind);
    const auto where = fmt::format("{} on {}", kind, title);
    return kind == value.outcome.code ? where : fmt::format("{}: {}", where, value.outcome.code);
  }
  if (value.doubt) return fmt::format("{} on {}", value.doubt->code, title);
  if (value.aggregate_only) return fmt::format("only aggregates on {}", title);
  if (value.determinism == record::Determinism::nondeterministic) {
    return fmt::format("nondeterministic on {}", title);
  }
  if (value.finding == Finding::changed) return "the benchmark changed";
  if (row.by_order) return "told apart by the order of one name alone";
  return value.value ? "" : fmt::format("no value on {}", title);
}

// Without each of them in turn: the mean of the others.
void find_influence(const std::vector<stats::NamedRatio>& ratios, Geomean& mean) {
  if (!mean.interval || mean.used < 2) return;
  const double own = std::log(*mean.ratio), used = static_cast<double>(mean.used);
  const double much = kInfluence * std::log(mean.interval->high / mean.interval->low);
  for (const auto& [name, ratio] : ratios) {
    if (!ratio || *ratio <= 0) continue;
    const double without = (own * used - std::log(*ratio)) / (used - 1);
    if (std::abs(without - own) > much) mean.moved_by.emplace_back(name, std::exp(without));
  }
  std::ranges::stable_sort(mean.moved_by, std::greater(),
                           [&](const auto& each) { return std::abs(std::log(each.second) - own); });
}

// Each name with its reason. The names come in the order of the rows.
std::vector<std::string> with_reasons(const std::vector<std::string>& left_out,
                                      const std::vector<stats::NamedRatio>& ratios,
                                      const std::vector<std::string>& reasons) {
  std::vector<std::string> texts;
  std::size_t at = 0;
  for (const auto& name : left_out) {
    while (ratios[at].name != name) ++at;
    texts.push_back(fmt::format("{}: {}", name, reasons[at++]));
  }
  return texts;
}

// Of the mean of ln(ratio) of these benchmarks, which are fixed. A process that was held up moves
// all that it ran the same way, so its deviations are summed up before they are squared.
stats::Interval interval_of(double ratio, const std::vector<const Deviation*>& deviations) {
  const auto count = static_cast<double>(deviations.size());
  std::map<Deviation::Unit, double> sums;
  double variance = 0;
  for (const Deviation* each : deviations) {
    for (const auto& [unit, share] : each->of_units) sums[unit] += share / count;
    variance += each->own / (count * count);
  }
  for (const auto& [unit, sum] : sums) variance += sum * sum;
  // Each side loses one to its mean. Without shared units there are as many as repetitions.
  constexpr double kUpper = 1 - (1 - stats::kConfidence) / 2;
  const double degrees = std::max(1.0, static_cast<double>(sums.size()) - 2);
  const double errors =
      sums.empty() ? stats::normal_quantile(kUpper) : stats::student_t_quantile(kUpper, degrees);
  const double half = std::sqrt(variance) * errors;
  return {ratio * std::exp(-half), ratio * std::exp(half)};
}

Geomean geomean(const Table& table, const Deviations& deviations, std::size_t reference,
                std::size_t column) {
  std::vector<stats::NamedRatio> ratios;
  std::vector<std::string> reasons;
  std::vector<const Deviation*> known;
  for (std::size_t at = 0; at < table.rows.size(); ++at) {
    const auto& row = table.rows[at];
    const auto& head = row.values[column];
    auto why = why_left_out(table, row, reference);
    if (why.empty()) why = why_left_out(table, row, column);
    auto ratio = column == reference ? std::optional(1.0) : head.ratio;
    if (!why.empty()) ratio.reset();
    reasons.push_back(why.empty() ? "forms no ratio" : why);
    ratios.push_back({row.benchmark, ratio});
    if (ratio && column < deviations.size() && deviations[column][at]) {
      known.push_back(&*deviations[column][at]);
    }
  }
  const auto mean = stats::geometric_mean(ratios);
  Geomean result;
  result.ratio = mean.value;
  result.used = mean.used;
  result.left_out = with_reasons(mean.left_out, ratios, reasons);
  if (known.size() == mean.used && !known.empty()) {
    result.interval = interval_of(*mean.value, known);
    find_influence(ratios, result);
  }
  return result;
}

}  // namespace

std::string mean_group(const Column& column) {
  if (!column.submission) return "no submission";
  const std::string& out = column.submission->out_of_means;
  return fmt::format("{} {}{}{}", column.submission->division,
                     column.host_class.empty() ? "unknown" : column.host_class,
                     out.empty() ? "" : " ", out);
}

bool are_one_group(const Column& one, const Column& other) {
  const auto counts = [](const Column& column) {
    return !column.submission || column.submission->out_of_means.empty();
  };
  return counts(one) && counts(other) && mean_group(one) == mean_group(other);
}

std::vector<Geomean> geomeans(const Table& table, const Deviations& deviations) {
  std::vector<Geomean> all;
  if (!table.reference || table.path_length) return all;
  const Column& reference = table.columns[*table.reference];
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    const Column& own = table.columns[column];
    // What was changed by hand is shown, and nothing rests on it.
    const bool edited = own.edited || reference.edited;
    all.push_back(edited || !are_one_group(own, reference)
                      ? Geomean{}
                      : geomean(table, deviations, *table.reference, column));
  }
  return all;
}

}  // namespace assay::judge
