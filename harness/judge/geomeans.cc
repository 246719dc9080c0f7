// SPDX-License-Identifier: Apache-2.0
#include "judge/geomeans.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "stats/bootstrap.h"
#include "stats/geomean.h"

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
  if (value.aggregate_only) return fmt::format("only aggregates on {}", title);
  if (value.determinism == record::Determinism::nondeterministic) {
    return fmt::format("nondeterministic on {}", title);
  }
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

Geomean geomean(const Table& table, const Resamples& resamples, std::size_t reference,
                std::size_t column) {
  std::vector<stats::NamedRatio> ratios;
  std::vector<std::string> reasons;
  std::vector<std::vector<double>> drawn;
  for (std::size_t at = 0; at < table.rows.size(); ++at) {
    const auto& row = table.rows[at];
    const auto& head = row.values[column];
    auto why = why_left_out(table, row, reference);
    if (why.empty()) why = why_left_out(table, row, column);
    auto ratio = column == reference ? std::optional(1.0) : head.ratio;
    if (!why.empty()) ratio.reset();
    reasons.push_back(why.empty() ? "forms no ratio" : why);
    ratios.push_back({row.benchmark, ratio});
    if (ratio && column < resamples.size()) drawn.push_back(resamples[column][at]);
  }
  const auto mean = stats::geometric_mean(ratios);
  Geomean result;
  result.ratio = mean.value;
  result.used = mean.used;
  result.left_out = with_reasons(mean.left_out, ratios, reasons);
  const auto is_empty = [](const std::vector<double>& each) { return each.empty(); };
  if (drawn.size() == mean.used && !drawn.empty() && std::ranges::none_of(drawn, is_empty)) {
    result.interval = stats::bootstrap_geomean(drawn, stats::kConfidence);
    find_influence(ratios, result);
  }
  return result;
}

}  // namespace

std::vector<Geomean> geomeans(const Table& table, const Resamples& resamples) {
  std::vector<Geomean> all;
  if (!table.reference || table.path_length) return all;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    all.push_back(geomean(table, resamples, *table.reference, column));
  }
  return all;
}

}  // namespace assay::judge
