// SPDX-License-Identifier: Apache-2.0
// What the project's folder results/ holds of submissions: the ledger, their folders, and whom the
// project trusts. Read here for tables and checks; written by storing.h.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/outcome.h"
#include "record/record.h"
#include "submit/archive_names.h"
#include "submit/ledger.h"
#include "submit/manifest.h"
#include "submit/signers.h"

namespace assay::submit {

inline constexpr base::Bytes kMostLedger{256u << 20};

std::filesystem::path ledger_path(const std::filesystem::path& results);
std::filesystem::path submissions_path(const std::filesystem::path& results);

// Neither a link, which would lead an import elsewhere, nor a file; it may be missing.
bool has_own_submissions(const std::filesystem::path& results);

// "" when there is no ledger yet. Throws Error(usage) when it can't be read.
std::string ledger_text(const std::filesystem::path& results);

// The lines of a ledger in which nothing is wrong. Throws Error(bad).
std::vector<LedgerLine> sound_lines(std::string_view ledger);

// trust/allowed_signers and trust/revocations, each of which may be missing, or the files named in
// their place, and the rounds. Throws as read_trust and read_rounds, and Error(usage) when one of
// the folder's files is a link or a device.
Trust trust_in(const std::filesystem::path& results, const std::filesystem::path& signers = {},
               const std::filesystem::path& revocations = {});

// Everything in a folder, by name. Faults have the codes "no-folder", "not-a-folder", "not-a-file",
// "empty-folder", "unreadable" and "too-many-files"; links are not followed.
struct StoredFiles {
  std::vector<SubmissionFile> files;
  std::vector<base::Outcome> faults;
};
StoredFiles read_stored(const std::filesystem::path& folder);

// The hash of what `sha256sum` prints of these files, sorted by name.
std::string hash_of_files(const std::vector<SubmissionFile>& files);

// One imported submission, as tables need it.
struct Entry {
  LedgerLine line;               // day, principal and key, as they were judged at the import
  std::filesystem::path folder;  // where its files are; record.json is the record
  Manifest manifest;
  record::Record record;
  std::string division;              // "closed" of one of the project's rounds, else "open"
  std::vector<base::Outcome> marks;  // kRevokedLost, kRevokedCompromised: why not to believe it
};

// That of a line. Of the bytes, the manifest and the record are held against their hashes;
// signatures were checked at the import and are checked again by check_results. Throws Error(bad)
// with folder and reason when something is not as the ledger says.
Entry read_entry(const std::filesystem::path& results, const Trust& trust, const LedgerLine& line);

// All of them, in the order of the ledger; no ledger: none.
std::vector<Entry> read_entries(const std::filesystem::path& results);

}  // namespace assay::submit
