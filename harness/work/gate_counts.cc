// SPDX-License-Identifier: Apache-2.0
#include "work/gate_counts.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "sys/files.h"
#include "sys/journal.h"

namespace assay::work {
namespace {

std::vector<run::ProgramToRun> programs_on(const std::vector<GatePair>& pairs,
                                           const run::ProgramToRun* GatePair::* side) {
  std::vector<run::ProgramToRun> programs;
  for (const GatePair& pair : pairs) programs.push_back(*(pair.*side));
  return programs;
}

// Of a side that is programs where the other is a record: those whose cells the record has.
std::vector<run::ProgramToRun> programs_in(const GateSide& side,
                                           const std::vector<record::CellRecord>& cells) {
  std::vector<run::ProgramToRun> programs;
  std::ranges::copy_if(side.programs, std::back_inserter(programs), [&](const auto& each) {
    return std::ranges::any_of(cells, [&](const record::CellRecord& cell) {
      return record::is_counterpart(cell.cell, each.cell);
    });
  });
  return programs;
}

std::string counted_name(const record::CellRecord& cell) {
  return fmt::format("{}/{}{}", cell.cell.target, cell.cell.suite,
                     cell.domain == record::Domain::size ? " (sizes)" : "");
}

std::vector<record::CountedPair> paired(std::vector<record::CellRecord> base,
                                        std::vector<record::CellRecord> head, GatePlan& plan) {
  std::vector<record::CountedPair> pairs;
  for (auto& cell : base) {
    const auto other = std::ranges::find_if(head, [&](const auto& each) {
      return record::is_counterpart(each.cell, cell.cell) && each.domain == cell.domain;
    });
    if (other == head.end()) {
      plan.removed.push_back(counted_name(cell));
      continue;
    }
    pairs.push_back({std::move(cell), std::move(*other)});
    head.erase(other);
  }
  for (const auto& cell : head) plan.added.push_back(counted_name(cell));
  return pairs;
}

}  // namespace

std::vector<record::CellRecord> count(const std::vector<run::ProgramToRun>& programs,
                                      const catalog::Catalog& catalog, const Instruments& with,
                                      const run::RunOptions& options, base::Progress& progress,
                                      const std::filesystem::path& blocks) {
  if (programs.empty()) return {};
  const sys::TemporaryFolder folder;
  sys::Journal journal(folder.path() / "gate.jsonl");
  run::RunOptions with_blocks = options;
  with_blocks.blocks = blocks;
  record::Record record =
      run::run_cells(programs, catalog, with.capabilities, with.host, with.folders, with_blocks,
                     with.runners, journal, progress);
  std::erase_if(record.cells, record::is_variant);
  return std::move(record.cells);
}

std::vector<record::CountedPair> count_both(GatePlan& plan, const GateSides& sides,
                                            const Instruments& with, const run::RunOptions& options,
                                            std::vector<record::Host>& hosts,
                                            base::Progress& progress) {
  const auto& [base, head] = sides;
  const auto counts = [&](const GateSide& side, const std::vector<run::ProgramToRun>& programs) {
    return count(programs, side.catalog, with, options, progress);
  };
  if (base.record && head.record) {
    return paired(counted_cells(base, hosts), counted_cells(head, hosts), plan);
  }
  if (base.record) {
    auto cells = counted_cells(base, hosts);
    auto others = counts(head, programs_in(head, cells));
    return paired(std::move(cells), std::move(others), plan);
  }
  if (head.record) {
    auto cells = counted_cells(head, hosts);
    auto others = counts(base, programs_in(base, cells));
    return paired(std::move(others), std::move(cells), plan);
  }
  return paired(counts(base, programs_on(plan.counted, &GatePair::base)),
                counts(head, programs_on(plan.counted, &GatePair::head)), plan);
}

}  // namespace assay::work
