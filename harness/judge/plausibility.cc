// SPDX-License-Identifier: Apache-2.0
#include "judge/plausibility.h"

#include "judge/data_sheet.h"
#include "judge/findings.h"
#include "judge/patterns.h"
#include "judge/timed_rows.h"
#include "judge/too_fast.h"
#include "judge/when_measured.h"

namespace assay::judge {

std::vector<Finding> implausible(const record::Record& record, const Knowledge& known) {
  const std::vector<TimedRow> rows = timed_rows(record, known.suites);
  Findings findings;
  for (const TimedRow& row : rows) find_too_fast(record, row, findings);
  find_times_out_of_place(record, rows, findings);
  find_patterns(record, rows, findings);
  for (std::size_t host = 0; host < known.chips.size() && host < record.hosts.size(); ++host) {
    if (known.chips[host] == nullptr) continue;
    std::vector<TimedRow> here;
    for (const TimedRow& row : rows) {
      if (row.cell->place.host == host) here.push_back(row);
    }
    find_beyond_sheet(record, host, *known.chips[host], here, findings);
  }
  return findings.take();
}

}  // namespace assay::judge
