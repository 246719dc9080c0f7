// SPDX-License-Identifier: Apache-2.0
#include "work/gate_side.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "base/text.h"
#include "record/elf.h"
#include "sys/files.h"

namespace assay::work {

using base::Error;
using base::Exit;

record::AskedSide asked_of(const GateSide& side) {
  record::AskedSide asked{.word = side.word,
                          .commit = side.source,
                          .record = {},
                          .selection = side.selection,
                          .cells = {},
                          .left_out = side.left_out};
  for (const auto& each : side.programs) {
    asked.cells.push_back({.cell = each.cell, .built = each.built, .program = each.program});
  }
  if (!side.record) return asked;
  asked.record = side.record->id;
  asked.sealed = side.record->seal != record::Seal::missing;
  for (const auto& cell : side.record->cells) {
    asked.cells.push_back({.cell = cell.cell, .built = cell.outcome, .program = cell.program});
  }
  return asked;
}

std::vector<record::CellRecord> counted_cells(const GateSide& side,
                                              std::vector<record::Host>& hosts) {
  std::vector<record::CellRecord> cells;
  std::ranges::copy_if(side.record->cells, std::back_inserter(cells), [](const auto& cell) {
    return !is_variant(cell) &&
           (!cell.domain || record::traits_of(*cell.domain).gate == record::GateRule::floor);
  });
  for (record::CellRecord& cell : cells) {
    cell.place.host = record::add_host(hosts, record::host_of(*side.record, cell.place));
  }
  if (!cells.empty()) return cells;
  if (side.record->question) {
    throw Error(Exit::usage, fmt::format("{} is the record of a gate, which compared two sides "
                                         "already",
                                         base::printable(side.word)))
        .hint(
            "a side is a program, a folder, git:REV, a change such as toolchain=gcc, or the "
            "record of assay run; assay show prints a gate's result");
  }
  throw Error(Exit::usage, fmt::format("{} holds no counts, and times that were not measured in "
                                       "turns with the other side's: they decide nothing",
                                       base::printable(side.word)))
      .hint("assay compare shows them side by side");
}

bool same_code(const record::Program& base, const record::Program& head) {
  if (base.sha256 == head.sha256) return true;
  const auto loaded = [](const record::Program& program) {
    return record::loaded_sha256(sys::read_file(program.path, record::kLargestProgram));
  };
  const std::string of_base = loaded(base);
  return !of_base.empty() && of_base == loaded(head);
}

}  // namespace assay::work
