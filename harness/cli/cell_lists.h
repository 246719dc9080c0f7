// SPDX-License-Identifier: Apache-2.0
// What --dry-run prints: the cells that are meant; and lists cut down to eighty columns.
#pragma once

#include <string_view>
#include <vector>

#include "catalog/selection.h"
#include "present/formats.h"
#include "work/named_record.h"

namespace assay::cli {

// Of finished records.
present::List cells_of(const std::vector<work::Result>& results);
// To be built; those that are left out come last, with the reason.
present::List cells_of(const catalog::Selected& chosen);

// Without the column of this head. "no: why" and "missing: why" become "no [1]" and "missing [1]",
// and each reason stands below, once; then a note says that --all shows the whole list.
present::List shortened(const present::List& list, std::string_view without);

}  // namespace assay::cli
