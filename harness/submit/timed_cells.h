// SPDX-License-Identifier: Apache-2.0
// Of a record, the cells that a submission may hold: those with times. Counts under emulation and
// sizes are the same on whatever machine somebody has, and say nothing of it.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "record/record.h"

namespace assay::submit {

struct TimedCells {
  base::Json document;                // the record with these cells only
  std::vector<std::string> left_out;  // "armhf/clang/debian-12/libc under qemu-user"
};

// The record as it was written, and as it was read. Throws Error(usage) when no cell is left.
TimedCells take_timed_cells(base::Json document, const record::Record& record);

// A record whose cells share each place that is there twice, or is no cell's. What makes two places
// different may not leave a machine.
base::Json with_places_once(const base::Json& document);

}  // namespace assay::submit
