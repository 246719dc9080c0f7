// SPDX-License-Identifier: Apache-2.0
// The doubts of a record (doubt.h) as a key of its document, for programs that read what is shown.
// They follow from the rest: no seal covers them, and a reader finds them again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "record/doubt.h"

namespace assay::record {

constexpr std::string_view kMarksKey = "marks";

struct Mark {
  // The place in the document, a JSON pointer (RFC 6901): "" for all of it, "/cells/0" for a cell
  // and its benchmarks, "/cells/0/benchmarks/3" for one that has a mark of its own.
  std::string at;
  Doubt doubt;
};
std::vector<Mark> marks_of(const Record& record);

// The record's document with its marks in place of any that it had; without the key when there are
// none.
base::Json with_marks(const base::Json& document, const Record& record);

}  // namespace assay::record
