// SPDX-License-Identifier: Apache-2.0
// What no machine measures, and what a machine measures rarely: judged from a record alone, for
// those who did not see the run. docs/submissions.md lists the checks with their formulas. Nothing
// here finds a careful forger; it finds careless ones, and mistakes.
#pragma once

#include <string>
#include <vector>

#include "catalog/suite.h"
#include "catalog/target.h"
#include "record/record.h"

namespace assay::judge {

struct Flaw {
  std::string code;      // stable: "chain-too-fast"
  std::string at;        // the first place, a JSON pointer; "" the record
  std::string reason;    // with formula and numbers
  bool refuses = false;  // else a remark
  friend bool operator==(const Flaw&, const Flaw&) = default;
};

// What is known beside the record. Nothing: less is checked.
struct Knowledge {
  std::vector<catalog::Suite> suites;         // of checksums, chains and stores
  std::vector<const catalog::Target*> chips;  // for each host the data sheet of its chip, or null
};

// One for each code, with the number of places; those that refuse come first.
std::vector<Flaw> implausible(const record::Record& record, const Knowledge& known);

}  // namespace assay::judge
