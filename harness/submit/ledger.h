// SPDX-License-Identifier: Apache-2.0
// The ledger of imported submissions as text: one line for each, and each line holds the hash of
// the line before. Whether the folders hold what the lines say is the subject of results_check.h.
//
//   assay-ledger 1
//   SEQUENCE DAY FOLDER MANIFEST SIGNATURE FILES PRINCIPAL KEY BEFORE
//
// MANIFEST and SIGNATURE are the SHA-256 of manifest.json and of its signature, FILES that of the
// list of all files in the folder as `sha256sum` prints it, BEFORE that of the line before with its
// line break.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace assay::submit {

struct LedgerLine {
  std::uint64_t sequence = 0;  // from 1
  std::string day;             // of the import, UTC: "2026-12-01"
  std::string folder;          // its name below results/submissions
  std::string manifest, signature, files;
  std::string principal;
  std::string key;     // fingerprint
  std::string before;  // hash of the line before
  friend bool operator==(const LedgerLine&, const LedgerLine&) = default;
};

// Something that is wrong, undecided or to be known, and what to do.
struct Finding {
  std::string code;
  std::string where;  // folder of the submission, or "ledger"
  std::string what;
  std::string next;
};

// A list of objects with the four members.
base::Json json_of(const std::vector<Finding>& findings);

struct Ledger {
  std::vector<LedgerLine> lines;  // that could be read
  std::vector<Finding> faults;
};

// Codes: "bad-ledger", "torn-line", "bad-line", "wrong-sequence", "broken-chain", "earlier-day",
// "second-folder", "second-manifest". An empty text is a ledger without lines.
Ledger read_ledger(std::string_view text);

// The ledger with one more line, whose sequence and hash are set here. `text` was read without a
// fault.
std::string with_line(std::string text, LedgerLine line);

// DAY-SIGNER-MACHINE-HASH: of the principal what is in a-z, 0-9 and -, of the hash the first 12
// digits. Different submissions may have the same.
std::string folder_name(const LedgerLine& line, std::string_view machine);

// The number of the first line in which the present ledger differs from an older one, which has to
// be its beginning; 0 when it is.
std::size_t first_changed_line(std::string_view older, std::string_view present);

}  // namespace assay::submit
