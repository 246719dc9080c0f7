// SPDX-License-Identifier: Apache-2.0
#include "judge/seals.h"

#include <fmt/format.h>

#include "base/error.h"
#include "record/doubt.h"

namespace assay::judge {

std::string unsealed_note(std::string_view records) {
  return fmt::format("not sealed: {} (records of schema 1 can't tell whether they were changed)",
                     records);
}

void refuse_edited(const record::Record& record, std::string_view name, std::string_view use) {
  if (!is_edited(record)) return;
  throw base::Error(
      base::Exit::usage,
      fmt::format("{} is edited: it was changed after it was written, and is not part "
                  "of {}",
                  name, use))
      .hint("use the file as assay wrote it, or measure again");
}

void refuse_doubtful(const record::Record& record, std::string_view name, std::string_view use) {
  for (const auto& cell : record.cells) {
    if (cell.domain && record::traits_of(*cell.domain).time) continue;
    const auto doubt = doubt_of(record, cell);
    if (!doubt) continue;
    throw base::Error(base::Exit::usage,
                      fmt::format("{} is doubtful ({}: {}), and is not part of {}", name,
                                  doubt->code, doubt->reason, use))
        .hint("measure again");
  }
}

}  // namespace assay::judge
