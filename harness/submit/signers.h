// SPDX-License-Identifier: Apache-2.0
// Whose signature may count: who is enrolled with a key, for which namespace, and when. Whether the
// key signed anything is the subject of ssh_signature.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"
#include "record/round.h"
#include "submit/allowed_signers.h"
#include "submit/revocations.h"

namespace assay::submit {

struct Trust {
  std::vector<AllowedSigner> allowed;
  std::vector<Revocation> revoked;
  std::vector<record::Round> rounds = {};  // that the project knows
};

// The key may be a good one: the line to add is allowed_signers_line.
inline constexpr std::string_view kNotEnrolled = "not-enrolled";
inline constexpr std::string_view kRevokedLost = "revoked-lost";
inline constexpr std::string_view kRevokedCompromised = "revoked-compromised";

struct Signer {
  // Codes when it is not ok: kNotEnrolled, "other-namespace", "not-yet-valid", "expired",
  // kRevokedLost, kRevokedCompromised, "not-checked".
  base::Outcome outcome = base::Outcome::unavailable("not-checked", "nobody was looked for");
  std::string principal;  // whose key it is, also when it may not sign; empty: not enrolled
};

// kRevokedLost or kRevokedCompromised, when the key of this fingerprint does not count for the day.
std::optional<base::Outcome> find_revocation(const Trust& trust, std::string_view print,
                                             std::string_view day);

// The key's times have to include all of the day, "2026-12-01" in UTC: then ssh-keygen finds it
// valid at every moment of the day.
Signer find_signer(const Trust& trust, const SshKey& key, std::string_view name_space,
                   std::string_view day);

}  // namespace assay::submit
