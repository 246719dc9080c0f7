// SPDX-License-Identifier: Apache-2.0
// The sentences below a table: in what the columns differ besides what they are called, and which
// cells are missing from them and why.
#pragma once

#include <vector>

#include "judge/columns.h"

namespace assay::judge {

// Appends to the table's notes. Its columns, reference and rows are set, and titles are those of
// `columns`.
void add_notes(const std::vector<ColumnCells>& columns, Table& table);

// Likewise why intervals of the table's rows are missing or too narrow.
void note_weak_intervals(const std::vector<ColumnCells>& columns, Table& table);

// Likewise the records that have no column.
void note_records_left_out(const std::vector<ComparedRecord>& records,
                           const std::vector<ColumnCells>& columns, Table& table);

}  // namespace assay::judge
