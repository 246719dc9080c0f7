// SPDX-License-Identifier: Apache-2.0
// What tables say of a record that was imported as a submission: who signed it, in which division
// it is, and what to know before believing it. Whoever can read the ledger brings it.
#pragma once

#include <string>
#include <vector>

namespace assay::judge {

struct Submission {
  std::string signer;    // the principal's name
  std::string division;  // "closed" or "open"
  std::string date;      // day of the import, UTC: "2026-12-01"
  std::vector<std::string> remarks = {};
  std::string out_of_means = {};  // "revoked", "continued": it is shown, and no mean includes it
  bool verified = false;          // by another organisation's: its class is then kVerified
};

}  // namespace assay::judge
