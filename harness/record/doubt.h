// SPDX-License-Identifier: Apache-2.0
// What a record may say and nothing should rest on: it contradicts nothing that docs/record.md
// refuses (rules.h), and is still not believed. `edited` is another such mark, of a whole record
// (record.h).
#pragma once

#include <optional>
#include <string_view>

#include "record/record.h"

namespace assay::record {

struct Doubt {
  std::string_view code;
  std::string_view reason;
  bool hides = false;  // there is no figure to show
};
// Of the cell, none of a cell that did not run or was not timed; of a benchmark its cell's, or its
// own. The worst.
std::optional<Doubt> doubt_of(const Record& record, const CellRecord& cell);
std::optional<Doubt> doubt_of(const Record& record, const CellRecord& cell,
                              const Benchmark& benchmark);
// Of a benchmark's pairs in a gate's record. None without a block are no doubt: the time for them
// may have ended.
std::optional<Doubt> doubt_of(const Record& record, const PairedRun& run, std::string_view name);

}  // namespace assay::record
