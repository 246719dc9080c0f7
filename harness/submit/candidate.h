// SPDX-License-Identifier: Apache-2.0
// What somebody sends to a project, and what it is to it: whether its signer may, and whether it
// measured anything that the project does not have yet.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "judge/copies.h"
#include "submit/entries.h"
#include "submit/ledger.h"
#include "submit/parcels.h"

namespace assay::submit {

struct Project {
  Trust trust;
  std::vector<LedgerLine> lines;
  judge::Ledgered measured;  // what the entries of these lines hold
  std::string day;           // today, UTC
  catalog::Catalog catalog = {};
};

judge::Entry as_entry(const Entry& entry);

// Of a folder results/. Throws as sound_lines, trust_in and read_entry.
Project project_in(const std::filesystem::path& results, std::string today,
                   catalog::Catalog catalog = {});

// What somebody sent, as it was checked.
struct Candidate {
  Verified verified;
  std::vector<SubmissionFile> files;
  std::string day;  // it was judged for: of the import, if it has an entry already, else `today`
};

// The bytes of an archive. Beside the codes of check(), those of judge::Likeness, of entries with
// another manifest. What is accepted is known to the next one.
Candidate open_candidate(std::string_view bytes, Project& project);

}  // namespace assay::submit
