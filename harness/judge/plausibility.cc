// SPDX-License-Identifier: Apache-2.0
#include "judge/plausibility.h"

#include "judge/data_sheet.h"
#include "judge/flaws.h"
#include "judge/further_sessions.h"
#include "judge/of_suites.h"
#include "judge/patterns.h"
#include "judge/timed_rows.h"
#include "judge/too_fast.h"
#include "judge/when_measured.h"

namespace assay::judge {

std::vector<Flaw> implausible(const record::Record& record, const Knowledge& known) {
  const std::vector<TimedRow> rows = timed_rows(record, known.suites);
  Flaws flaws;
  find_wrong_results(record, known.suites, flaws);
  for (const TimedRow& row : rows) find_too_fast(record, row, flaws);
  find_times_out_of_place(record, rows, flaws);
  find_copied_sessions(record, rows, flaws);
  find_patterns(record, rows, flaws);
  for (std::size_t host = 0; host < known.chips.size() && host < record.hosts.size(); ++host) {
    if (known.chips[host] == nullptr) continue;
    std::vector<TimedRow> here;
    for (const TimedRow& row : rows) {
      if (row.cell->place.host == host) here.push_back(row);
    }
    find_beyond_sheet(record, host, *known.chips[host], here, flaws);
  }
  return flaws.take();
}

}  // namespace assay::judge
