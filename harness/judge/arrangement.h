// SPDX-License-Identifier: Apache-2.0
// Which rows of a finished table are shown, and in what order. Nothing is left out without a note.
#pragma once

#include <string>

#include "judge/comparison.h"

namespace assay::judge {

// --changed first, then --sort, then --top. By value: the largest of the reference column first,
// and of the first column where there are no ratios; by ratio: the farthest from 1 of the last
// column that has one first; by spread: the widest of any column first. Rows without such a figure
// come last, and equal ones keep their order.
void arrange(Table& table, const CompareOptions& options);

// Whether a value of the row is `apart` or ended otherwise than in the reference column. No row is
// of a table without one.
bool is_changed(const Table& table, const Row& row);

// What the rows that are not say: "18 unclear, 7 tie", the least certain first. A row with several
// columns counts for the least certain of its words. "" where all rows are changed.
std::string words_of_unchanged(const Table& table);

}  // namespace assay::judge
