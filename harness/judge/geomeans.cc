// SPDX-License-Identifier: Apache-2.0
#include "judge/geomeans.h"

#include <fmt/format.h>

#include "stats/geomean.h"

namespace assay::judge {
namespace {

// "" when the value may enter.
std::string why_left_out(const Value& value, const std::string& title) {
  if (!value.outcome.good()) {
    const auto kind = value.outcome.code == "absent" ? "absent" : base::to_text(value.outcome.kind);
    const auto where = fmt::format("{} on {}", kind, title);
    return kind == value.outcome.code ? where : fmt::format("{}: {}", where, value.outcome.code);
  }
  if (value.aggregate_only) return fmt::format("only aggregates on {}", title);
  if (value.determinism == record::Determinism::nondeterministic) {
    return fmt::format("nondeterministic on {}", title);
  }
  return value.value ? "" : fmt::format("no value on {}", title);
}

Geomean geomean(const Table& table, std::size_t reference, std::size_t column) {
  std::vector<stats::NamedRatio> ratios;
  std::vector<std::string> reasons;
  for (const auto& row : table.rows) {
    const auto &base = row.values[reference], &head = row.values[column];
    auto why = why_left_out(base, table.columns[reference].title);
    if (why.empty()) why = why_left_out(head, table.columns[column].title);
    auto ratio = column == reference ? std::optional(1.0) : head.ratio;
    if (!why.empty()) ratio.reset();
    reasons.push_back(why.empty() ? "forms no ratio" : why);
    ratios.push_back({row.benchmark, ratio});
  }
  const auto mean = stats::geometric_mean(ratios);
  Geomean result;
  result.ratio = mean.value;
  result.used = mean.used;
  // Those left out come in the order of the rows.
  std::size_t at = 0;
  for (const auto& name : mean.left_out) {
    while (ratios[at].name != name) ++at;
    result.left_out.push_back(fmt::format("{}: {}", name, reasons[at++]));
  }
  return result;
}

}  // namespace

std::vector<Geomean> geomeans(const Table& table) {
  std::vector<Geomean> all;
  if (!table.reference || table.path_length) return all;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    all.push_back(geomean(table, *table.reference, column));
  }
  return all;
}

}  // namespace assay::judge
