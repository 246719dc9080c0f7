// SPDX-License-Identifier: Apache-2.0
// The columns of a comparison: the cells of one record with the same target, toolchain, os, place
// and domain, under the shortest title that tells them apart. Emulated variants are no columns.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judge/comparison.h"

namespace assay::judge {

struct ColumnCells {
  Column column;
  record::Domain domain{};
  std::string name;  // of the record, as tables show it
  std::string given_title = {};
  std::size_t given = 0;  // which of the records compared, from 0
  const record::Record* record = nullptr;
  record::PlaceIdentity place;                        // of its first session
  std::vector<const record::CellRecord*> cells = {};  // one a suite and session
  std::vector<const record::Record*> records = {};    // of each cell
  std::vector<std::size_t> session = {};              // of each cell, from 0
  bool sealed = true;                                 // every record says what it held
};

// In the records' order, at least one. Titles are not set yet. Throws Error(usage) when no record
// has a cell, and when sessions are not of the same programs, timed at the same place.
std::vector<ColumnCells> collect_columns(const std::vector<ComparedRecord>& records);

// How many of a column's sessions are of different boots, or hours apart (record/sessions.h). One
// that several boots took turns to finish is of the first.
std::size_t sessions_apart(const ColumnCells& column);

// Titles for the columns of one table: the fewest words under which all differ, of equals target
// before toolchain before os before the record's name before the place.
void set_titles(std::vector<ColumnCells>& columns);

bool all_imported(const std::vector<ColumnCells>& columns);

// As the records hold them; among imported files there are none.
std::vector<std::string> suites_of(const std::vector<ColumnCells>& columns);

// The first column of that title, else of that target, toolchain, record or file.
std::optional<std::size_t> find_column(const std::vector<ColumnCells>& columns,
                                       std::string_view word);

// Why two columns of one domain form no ratio, "" when they do. Times always do, and notes say
// where hosts differ. Counts do when target, runner and emulated CPU agree; compilers may differ.
// Sizes always do.
std::string why_no_ratio(const ColumnCells& base, const ColumnCells& head);

}  // namespace assay::judge
