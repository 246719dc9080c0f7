// SPDX-License-Identifier: Apache-2.0
#include "submit/round_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "base/error.h"
#include "sys/files.h"

namespace assay::submit {

namespace fs = std::filesystem;

fs::path rounds_path(const fs::path& results) { return results / "rounds"; }

record::Round read_round_file(const fs::path& path) {
  return record::read_round(sys::read_file(path, record::kMostRound), path.string());
}

std::vector<record::Round> read_rounds(const fs::path& results) {
  std::vector<fs::path> paths;
  std::error_code fault;
  for (fs::directory_iterator entry(rounds_path(results), fault), end; !fault && entry != end;
       entry.increment(fault)) {
    if (entry->path().extension() == ".json") paths.push_back(entry->path());
  }
  std::ranges::sort(paths);
  std::vector<record::Round> rounds;
  for (const fs::path& path : paths) {
    rounds.push_back(
        record::read_round(sys::read_child_file(path, record::kMostRound), path.string()));
    if (rounds.back().name == path.stem().string()) continue;
    throw base::Error(base::Exit::usage, fmt::format("{} is the file of the round {}",
                                                     path.string(), rounds.back().name))
        .hint("a round's file has the round's name");
  }
  return rounds;
}

}  // namespace assay::submit
