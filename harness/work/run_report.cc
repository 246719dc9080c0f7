// SPDX-License-Identifier: Apache-2.0
#include "work/run_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "catalog/cell.h"
#include "run/limits.h"

namespace assay::work {
namespace {

using base::Outcome;

struct Tally {
  std::size_t ok = 0, failed = 0, unavailable = 0, skipped = 0;
  void add(const Outcome& outcome) {
    switch (outcome.kind) {
      case Outcome::Kind::ok:
        ++ok;
        break;
      case Outcome::Kind::failed:
        ++failed;
        break;
      case Outcome::Kind::unavailable:
        ++unavailable;
        break;
      case Outcome::Kind::skipped:
        ++skipped;
        break;
    }
  }
};

bool is_missing(const Outcome& outcome) { return outcome.kind == Outcome::Kind::unavailable; }

bool is_failed(const Outcome& outcome) { return outcome.kind == Outcome::Kind::failed; }

// Why the cell can't be run here; null when it can, or was for a part of its processes.
const Outcome* missing(const record::CellRecord& cell) {
  const auto good = [](const record::Benchmark& each) { return each.outcome.good(); };
  if (std::ranges::any_of(cell.benchmarks, good)) return nullptr;
  if (is_missing(cell.outcome)) return &cell.outcome;
  const bool none = !cell.benchmarks.empty() &&
                    std::ranges::all_of(cell.benchmarks, is_missing, &record::Benchmark::outcome);
  return none ? &cell.benchmarks.front().outcome : nullptr;
}

// "2 of 8 benchmarks: host-fault: ..." where this machine lost a part of them, "a part of the
// samples: host-fault: ..." where all have some, "emulated-host: ..." where none has; "" where it
// lost nothing.
std::string lost_part(const record::CellRecord& cell) {
  const auto is_lost = [](const record::Benchmark& each) {
    return is_missing(each.outcome) && each.outcome.code == run::kHostFault;
  };
  const auto first = std::ranges::find_if(cell.benchmarks, is_lost);
  if (first == cell.benchmarks.end()) {
    if (!is_missing(cell.outcome)) return {};
    const bool some = cell.outcome.code == run::kHostFault;  // else all, as of an emulated machine
    return fmt::format("{}{}: {}", some ? "a part of the samples: " : "", cell.outcome.code,
                       cell.outcome.reason);
  }
  return fmt::format("{} of {} benchmarks: {}: {}", std::ranges::count_if(cell.benchmarks, is_lost),
                     cell.benchmarks.size(), first->outcome.code, first->outcome.reason);
}

std::string reported_name(const record::CellRecord& cell) {
  return fmt::format("{} {}{}", catalog::to_text(cell.cell), cell.place.runner,
                     is_variant(cell) ? " (" + cell.place.emulator->variant + ")" : std::string());
}

}  // namespace

std::vector<std::string> failures(const record::Record& record) {
  std::vector<std::string> lines;
  for (const auto& cell : record.cells) {
    const std::string name = reported_name(cell);
    if (is_failed(cell.outcome)) {
      lines.push_back(fmt::format("{}: {}: {}", name, cell.outcome.code, cell.outcome.reason));
    }
    for (const auto& benchmark : cell.benchmarks) {
      if (!is_failed(benchmark.outcome)) continue;
      lines.push_back(fmt::format("{} on {}: {}: {}", benchmark.name, name, benchmark.outcome.code,
                                  benchmark.outcome.reason));
    }
  }
  return lines;
}

std::vector<std::string> missing_cells(const record::Record& record,
                                       const std::vector<std::string>& targets, bool all) {
  std::vector<std::string> lines;
  for (const auto& cell : record.cells) {
    if (!all && std::ranges::find(targets, cell.cell.target) == targets.end()) continue;
    const Outcome* const why = missing(cell);
    const std::string lost = why ? fmt::format("{}: {}", why->code, why->reason) : lost_part(cell);
    if (lost.empty()) continue;
    lines.push_back(fmt::format("{} {}: {}", catalog::to_text(cell.cell), cell.place.runner, lost));
  }
  return lines;
}

std::string tally(const record::Record& record) {
  Tally cells, benchmarks, checked;
  for (const auto& cell : record.cells) {
    const bool variant = is_variant(cell);
    if (!variant) cells.add(cell.outcome);
    for (const auto& benchmark : cell.benchmarks) {
      (variant ? checked : benchmarks).add(benchmark.outcome);
    }
  }
  std::string text = fmt::format(
      "cells: {} ok, {} failed, {} unavailable, {} skipped\n"
      "benchmarks: {} ok, {} failed, {} unavailable, {} skipped\n",
      cells.ok, cells.failed, cells.unavailable, cells.skipped, benchmarks.ok, benchmarks.failed,
      benchmarks.unavailable, benchmarks.skipped);
  if (checked.ok + checked.failed > 0) {
    text += fmt::format("checksums with other vector lengths: {} right, {} failed\n", checked.ok,
                        checked.failed);
  }
  return text;
}

}  // namespace assay::work
