// SPDX-License-Identifier: Apache-2.0
// A folder with a ledger of submissions, such as results/, as a word of `compare` and `matrix`: the
// records in it, and what tables say of each.
#pragma once

#include <string>
#include <vector>

#include "cli/words.h"
#include "judge/submission.h"
#include "work/named_record.h"

namespace assay::cli {

struct Submitted {
  work::Result result;  // with the signer's name, and a part of its hash where one has several
  judge::Submission submission;
};

struct Submissions {
  std::vector<Submitted> shown;  // in the order of the ledger
  std::vector<std::string> notes = {};
};

OptionSpec examples_option();

bool has_ledger(const std::string& word);

// Those with cells that the words select, examples only with --examples. What was signed by a key
// that somebody else may have is not shown, and named in the notes. Throws Error(missing) when
// nothing is left, and as submit::read_entries.
Submissions read_submissions(const std::string& folder, const Arguments& words);

}  // namespace assay::cli
