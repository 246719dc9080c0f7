// SPDX-License-Identifier: Apache-2.0
#include "cli/run_result.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/json.h"
#include "work/run_report.h"

namespace assay::cli {

int print_finished(const work::FinishedRun& finished, const std::vector<std::string>& missing,
                   bool lacks, const Arguments& words, const Console& console) {
  const auto& [record, path] = finished;
  const auto failed = work::failures(record);
  for (const auto& lines : {failed, missing}) {
    for (const auto& line : lines) console.say(line);
  }
  if (words.format() == "json") {
    base::Json json;
    json.set("schema", "assay.run/1").set("id", record.id).set("path", path.string());
    console.print(json.dump());
  } else {
    console.print(work::tally(record) + fmt::format("record: {}\n", path.string()));
    console.say(
        fmt::format("next: assay compare {}", words.has("output") ? path.string() : record.id));
  }
  if (!failed.empty()) return static_cast<int>(base::Exit::bad);
  return lacks ? static_cast<int>(base::Exit::missing) : 0;
}

}  // namespace assay::cli
