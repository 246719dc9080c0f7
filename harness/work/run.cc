// SPDX-License-Identifier: Apache-2.0
#include "work/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/journal.h"
#include "work/local_records.h"

namespace assay::work {
namespace {

namespace fs = std::filesystem;

// A filter that nothing fits is a typing mistake, not an empty success.
bool filter_fits_nothing(const record::Record& record, const base::Expression& filter) {
  return !filter.empty() && std::ranges::all_of(record.cells, [](const auto& cell) {
    return cell.benchmarks.empty() && cell.outcome.good();
  });
}

}  // namespace

FinishedRun run_programs(const RunRequest& request, const Instruments& with,
                         base::Progress& progress) {
  // Beside the record that it becomes: nobody needs to write into two folders.
  const fs::path folder =
      request.output.empty() ? request.records : fs::absolute(request.output).parent_path();
  sys::require_room(folder, base::Bytes{0});
  sys::Journal journal(folder /
                       fmt::format(".in-progress-{}.jsonl", base::short_hash(request.words)));
  record::Record record =
      run::run_cells(request.programs, with.catalog, with.capabilities, with.host, with.folders,
                     request.options, with.runners, journal, progress);
  record.created = sys::utc_now();
  record.harness = request.harness;
  if (request.round) record::enter(record, *request.round);
  if (filter_fits_nothing(record, request.options.filter)) {
    journal.remove();
    throw base::Error(base::Exit::usage,
                      fmt::format("no benchmark name matches --filter '{}'",
                                  base::printable(request.options.filter.text())))
        .hint("names are suite/kernel/size; assay show RECORD --json lists them");
  }
  FinishedRun finished{.record = {}, .path = save_record(record, request.records, request.output)};
  journal.remove();
  finished.record = std::move(record);
  return finished;
}

}  // namespace assay::work
