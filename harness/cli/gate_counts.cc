// SPDX-License-Identifier: Apache-2.0
#include "cli/gate_counts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "sys/files.h"
#include "sys/journal.h"

namespace assay::cli {
namespace {

using base::Error;
using base::Exit;

bool fits(const std::vector<std::string>& names, const std::string& name) {
  return names.empty() || std::ranges::find(names, name) != names.end();
}

}  // namespace

std::vector<record::CellRecord> count(const std::vector<run::ProgramToRun>& programs,
                                      const catalog::Catalog& catalog, const Workspace& space,
                                      const run::RunOptions& options, base::Progress& progress) {
  if (programs.empty()) return {};
  const sys::TemporaryFolder folder;
  sys::Journal journal(folder.path() / "gate.jsonl");
  record::Record record = run::run_cells(programs, catalog, space.capabilities, space.host,
                                         {.plugin = space.folders.plugin,
                                          .self_check = space.folders.self_check,
                                          .cache = space.folders.cache,
                                          .blocks = {}},
                                         options, journal, progress);
  std::erase_if(record.cells, [](const record::CellRecord& cell) {
    return cell.emulator && !cell.emulator->variant.empty();
  });
  return std::move(record.cells);
}

std::vector<record::CellRecord> counted_cells(const GateSide& side,
                                              const catalog::Selection& selection) {
  std::vector<record::CellRecord> cells;
  bool times = false;
  for (const record::CellRecord& cell : side.record->cells) {
    times = times || cell.domain == record::HwTime::name;
    const bool variant = cell.emulator && !cell.emulator->variant.empty();
    if (cell.domain == record::EmuCount::name && !variant &&
        fits(selection.targets, cell.cell.target) && fits(selection.suites, cell.cell.suite)) {
      cells.push_back(cell);
    }
  }
  if (!cells.empty()) return cells;
  if (times) {
    throw Error(Exit::usage,
                fmt::format("{} holds times, which were not measured in turns with the "
                            "other side's: they decide nothing",
                            base::printable(side.word)))
        .hint("assay compare shows them side by side");
  }
  throw Error(Exit::usage,
              fmt::format("{} holds no counts that are selected", base::printable(side.word)));
}

}  // namespace assay::cli
