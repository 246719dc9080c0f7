// SPDX-License-Identifier: Apache-2.0
// Everything in results/ again: the ledger's chain, and every entry against its line. Who may sign
// was judged for the day of the line, and is judged for that day again; nothing else of what an
// entry means is.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/progress.h"
#include "submit/ledger.h"

namespace assay::submit {

struct ResultsCheck {
  std::size_t entries = 0;
  // Codes: those of read_ledger, "changed-ledger", "no-line", "unfinished-import", those of
  // read_stored, "wrong-name", "other-manifest", "other-signature", "other-files", "other-key",
  // "other-principal", and those of check_bytes but the two of revocations.
  std::vector<Finding> faults;
  std::vector<Finding> undecided;  // "no-ssh-keygen", "ssh-keygen-failed"
  std::vector<Finding> marks;      // not a fault: "revoked-lost", "revoked-compromised", "waiting"
};

struct ResultsCheckOptions {
  std::optional<std::string> older_ledger{};  // has to be the beginning of the present one
  unsigned jobs = 1;
  std::string ssh_keygen = "ssh-keygen";
};

// Throws Error(usage) when the ledger or the trust can't be read.
ResultsCheck check_results(const std::filesystem::path& results, const ResultsCheckOptions& options,
                           base::Progress& progress);

// 0 good, 1 something is wrong, 3 something is undecided.
base::Exit exit_of(const ResultsCheck& check);

// What and a sentence, one a line: the verdict first.
std::vector<std::pair<std::string, std::string>> lines_of(const ResultsCheck& check);

// "assay.results-check/1".
base::Json json_of(const ResultsCheck& check);

}  // namespace assay::submit
