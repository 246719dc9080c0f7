// SPDX-License-Identifier: Apache-2.0
#include "present/paired.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "present/gate_wording.h"
#include "present/table.h"
#include "record/paired_json.h"

namespace assay::present {
namespace {

std::string change(const std::optional<double>& log_ratio) {
  return log_ratio ? fmt::format("{:+.2f} %", 100 * std::expm1(*log_ratio)) : "too disturbed";
}

std::string mean_us(const record::Block& block, std::int64_t record::Pair::* time) {
  double sum = 0;
  for (const record::Pair& pair : block.pairs) sum += static_cast<double>(pair.*time);
  const auto count = static_cast<double>(std::max<std::size_t>(1, block.pairs.size()));
  return fmt::format("{:.1f}", sum / count / 1000);
}

std::string table_of(const record::PairedBenchmark& benchmark, const Style& style) {
  Grid grid{.columns = {{.head = "block", .align = Align::right},
                        {.head = "for"},
                        {.head = "CPU", .align = Align::right},
                        {.head = "pairs", .align = Align::right},
                        {.head = "disturbed", .align = Align::right},
                        {.head = "base us", .align = Align::right},
                        {.head = "head us", .align = Align::right},
                        {.head = "wall", .align = Align::right},
                        {.head = "CPU time", .align = Align::right}},
            .rows = {},
            .lead = 1,
            .indent = 0};
  constexpr std::size_t kMostBlocks = 8;
  const std::size_t count = benchmark.blocks.size();
  const std::size_t shown = style.all || count <= kMostBlocks ? count : kMostBlocks - 1;
  for (const record::Block& block : benchmark.blocks) {
    if (grid.rows.size() == shown) break;
    const auto disturbed = std::ranges::count_if(block.pairs, &record::Pair::disturbed);
    grid.rows.push_back(
        {std::to_string(grid.rows.size() + 1), block.confirmation ? "confirmation" : "first looks",
         std::to_string(block.cpu), std::to_string(block.pairs.size()), std::to_string(disturbed),
         mean_us(block, &record::Pair::base_wall_ns), mean_us(block, &record::Pair::head_wall_ns),
         change(record::log_ratio(block)), change(record::cpu_log_ratio(block))});
  }
  std::string text = lay_out(grid, style.columns, style.color);
  if (shown < count) {
    text += fmt::format("and {} more blocks: --all shows them\n", count - shown);
  }
  return text;
}

}  // namespace

std::string blocks_text(const record::PairedBenchmark& benchmark,
                        const std::optional<record::Doubt>& doubt, const Style& style) {
  if (style.format == "json") {
    base::Json json;
    json.set("schema", "assay.blocks/1").set("benchmark", record::to_json(benchmark));
    if (doubt) json.set("doubt", doubt->code);
    return json.dump();
  }
  if (style.format != "table") {
    throw base::Error(base::Exit::usage,
                      fmt::format("the blocks of a benchmark cannot be printed as {}",
                                  base::printable(style.format)))
        .hint("the formats are table, json");
  }
  std::string text = fmt::format("{}: {} blocks in {:.1f} s, mode {}, slices of {} iterations\n",
                                 base::printable(benchmark.name), benchmark.blocks.size(),
                                 benchmark.seconds, benchmark.mode, benchmark.passes);
  if (!benchmark.outcome.good()) {
    return text + fmt::format("{}: {}\n", benchmark.outcome.code,
                              base::printable(benchmark.outcome.reason));
  }
  if (doubt) {
    const std::string why = fmt::format("{}: {}\n", doubt->code, base::printable(doubt->reason));
    if (doubt->hides) return text + "not shown, " + why;
    text += "doubtful: " + why;
  }
  return text + table_of(benchmark, style);
}

}  // namespace assay::present
