// SPDX-License-Identifier: Apache-2.0
// Which cells a run takes, and by which runners each is run here.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/cell.h"
#include "catalog/selection.h"
#include "work/instruments.h"

namespace assay::work {

// Is the cell run by runners that boot, or by those that don't? A system that only boots is run by
// no others; one that boots too does so when such a runner is among `asked`.
bool is_run(const catalog::Catalog& catalog, const catalog::Cell& cell,
            const std::vector<std::string>& asked, bool boots);

// Drops cells of suites that take a booted system or hardware, where they have neither here and
// nobody named the suite. Returns how many.
std::size_t leave_out_what_is_for_elsewhere(catalog::Selected& chosen,
                                            const catalog::Selection& selection,
                                            const Instruments& with);

struct PlannedCell {
  catalog::Cell cell;
  std::string runner;  // "" for a cell that was left out
  std::string reason;  // why it can't be run; "" when it can
};

// One for each cell and runner that was asked for or fits, then the cells that were left out.
std::vector<PlannedCell> planned_cells(const catalog::Selected& chosen,
                                       const std::vector<std::string>& asked,
                                       const Instruments& with);

// Throws Error(usage) when one of these would time inside a booted system: there nothing is timed
// in the order of a round's nonce.
void require_order_of_round(const std::vector<PlannedCell>& planned);

}  // namespace assay::work
