// SPDX-License-Identifier: Apache-2.0
// A change that somebody proposes, before it is merged: it may add submissions to
// results/submissions/, as they were sent, and touch nothing else. Nothing of it is believed: the
// trust and the ledger are those of the commit that it would be merged into, and its files are
// objects of git, never a work tree.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "submit/candidate.h"
#include "submit/ledger.h"

namespace assay::submit {

// One path of the repository that the change touches.
struct Touched {
  char status = 'A';   // git's letter: added, modified, deleted, type changed
  std::string mode;    // afterwards: "100644"; "000000" when it is gone
  std::string object;  // its hash
  std::string path;    // any bytes but NUL
};

// What `git diff-tree -r -z --raw --no-abbrev --no-renames` lists. Throws Error(bad) for other
// text.
std::vector<Touched> parse_touched(std::string_view listed);

struct Proposed {
  std::string name;  // NAME.assay
  Candidate candidate;
};

struct Review {
  // Codes: "other-file", "not-added", "not-a-file", "other-name", those of ArchiveNames,
  // "archive-large", "too-many-submissions", "nothing-added", "already-imported", "sent-twice".
  std::vector<Finding> faults;
  std::vector<Proposed> submissions;  // that could be read, each with its own verdict
};

// The bytes of an object of git; nothing when they are more than kArchiveLimit.
using ReadObject = std::function<std::optional<std::string>(const std::string& hash)>;

// `base` is of the commit that the change would be merged into.
Review review(const std::vector<Touched>& touched, Project base, const ReadObject& read);

// 0: touches nothing else, and all are accepted; 1; 3 when the only doubt is a signature that takes
// ssh-keygen.
base::Exit exit_of(const Review& review);

// What and a sentence, one a line: the verdict first.
std::vector<std::pair<std::string, std::string>> lines_of(const Review& review);

// "assay.review/1".
base::Json json_of(const Review& review);

}  // namespace assay::submit
