// SPDX-License-Identifier: Apache-2.0
#include "cli/gate_counts.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "base/text.h"
#include "cli/runners.h"
#include "sys/files.h"
#include "sys/journal.h"

namespace assay::cli {

using base::Error;
using base::Exit;

std::vector<record::CellRecord> count(const std::vector<run::ProgramToRun>& programs,
                                      const catalog::Catalog& catalog, const Workspace& space,
                                      const run::RunOptions& options, base::Progress& progress,
                                      const std::filesystem::path& blocks) {
  if (programs.empty()) return {};
  const sys::TemporaryFolder folder;
  sys::Journal journal(folder.path() / "gate.jsonl");
  record::Record record = run::run_cells(programs, catalog, space.capabilities, space.host,
                                         {.plugin = space.folders.plugin,
                                          .self_check = space.folders.self_check,
                                          .cache = space.folders.cache,
                                          .blocks = blocks},
                                         options, kRunners, journal, progress);
  std::erase_if(record.cells, [](const record::CellRecord& cell) {
    return cell.emulator && !cell.emulator->variant.empty();
  });
  return std::move(record.cells);
}

std::vector<record::CellRecord> counted_cells(const GateSide& side) {
  std::vector<record::CellRecord> cells;
  std::ranges::copy_if(side.record->cells, std::back_inserter(cells), [](const auto& cell) {
    const bool variant = cell.emulator && !cell.emulator->variant.empty();
    return cell.domain != record::HwTime::name && !variant;
  });
  if (!cells.empty()) return cells;
  throw Error(Exit::usage, fmt::format("{} holds no counts, and times that were not measured in "
                                       "turns with the other side's: they decide nothing",
                                       base::printable(side.word)))
      .hint("assay compare shows them side by side");
}

}  // namespace assay::cli
