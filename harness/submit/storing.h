// SPDX-License-Identifier: Apache-2.0
// A submission that was accepted becomes an entry: a folder with its files as they were signed, and
// a line of the ledger. The folder is filled under a name that ends in ".unfinished"; then the line
// is written, which is the moment of the import; then the folder gets its name. What a kill leaves
// of it, the next import of anything finishes or removes.
#pragma once

#include <filesystem>
#include <string_view>

#include "submit/candidate.h"
#include "submit/ledger.h"

namespace assay::submit {

inline constexpr std::string_view kUnfinishedEntry = ".unfinished";

struct StoredEntry {
  LedgerLine line;
  bool is_new = false;  // no: the same manifest was imported before, and nothing has changed
};

// What a kill left of the import before. Throws Error(bad) as store.
void finish_killed_import(const std::filesystem::path& results);

// For one that is accepted. One process at a time does this in a folder. Throws Error(bad) when the
// ledger is not sound, when its last day is later than the candidate's, and when another submission
// has the folder's name; Error(missing) when it can't be written.
StoredEntry store(const Candidate& candidate, const std::filesystem::path& results);

}  // namespace assay::submit
