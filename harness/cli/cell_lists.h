// SPDX-License-Identifier: Apache-2.0
// What --dry-run prints: the cells that are meant.
#pragma once

#include <vector>

#include "catalog/selection.h"
#include "present/formats.h"
#include "work/named_record.h"

namespace assay::cli {

// Of finished records.
present::List cells_of(const std::vector<work::Result>& results);
// To be built; those that are left out come last, with the reason.
present::List cells_of(const catalog::Selected& chosen);

}  // namespace assay::cli
