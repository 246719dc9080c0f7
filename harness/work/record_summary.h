// SPDX-License-Identifier: Apache-2.0
// What a record holds, in a few words: for the list of records and for people who look for one. No
// figures: assay show and compare have those.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace assay::work {

struct RecordSummary {
  std::filesystem::path path;
  std::string name;  // the word that assay show takes: the file's name without ".json"
  std::string id, created, provenance;  // "" of a file that can't be read
  std::vector<std::string> kinds;       // "gate", then "counts", "times", "sizes", "checks"
  std::string base, head;               // of a gate: its sides as they were typed
  // Of cells that were available; each once, in the order of the record, of a gate both sides'.
  std::vector<std::string> targets, toolchains, systems, suites;
  std::size_t cells = 0;           // different ones
  std::size_t benchmarks = 0;      // different names
  std::vector<std::string> notes;  // "edited", "imported from run.json", "unreadable: ..."
};

// `now` as sys::utc_now() gives it.
RecordSummary summary_of(const record::Record& record, std::string_view now);

// What becomes of a file that can't be read: it comes last, with a note that says why, or its Error
// is thrown.
enum class Unreadable { noted, refused };

// Newest first. Reads at most `jobs` files at once.
std::vector<RecordSummary> summaries_of(const std::vector<std::filesystem::path>& files,
                                        unsigned jobs, Unreadable unreadable = Unreadable::noted);

}  // namespace assay::work
