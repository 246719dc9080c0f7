// SPDX-License-Identifier: Apache-2.0
// Keys that count no longer. ssh-keygen's own lists have no day: they make old signatures bad too.
//
//   assay-revocations 1
//   # fingerprint, day, lost or compromised, reason
//   SHA256:dcKop31i6AfxxwYVxtnI6vSlBT40XgnRpRhGr2ZzBiI 2026-11-30 lost the disk died
//   end
//
// The first and the last line have to be there: an empty or shortened file must not mean that no
// key is revoked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace assay::submit {

struct Revocation {
  enum class Why { lost, compromised };  // from that day on; always

  std::string fingerprint;
  std::string day;  // "2026-11-30"
  Why why = Why::lost;
  std::string reason;
  base::Position position;
};

// Throws Error(usage) with all problems of the file.
std::vector<Revocation> parse_revocations(std::string_view text, const std::string& file);

}  // namespace assay::submit
