// SPDX-License-Identifier: Apache-2.0
#include "submit/signers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ensure.h"
#include "record/text_form.h"

namespace assay::submit {
namespace {

using base::Outcome;

Outcome judge_line(const AllowedSigner& signer, std::string_view name_space, std::string_view day) {
  if (!signer.namespaces.empty() &&
      std::ranges::find(signer.namespaces, name_space) == signer.namespaces.end()) {
    return Outcome::failed("other-namespace", fmt::format("the key of {} may not sign for {}",
                                                          signer.principal, name_space));
  }
  // Times of one form are ordered as their texts are.
  if (!signer.valid_after.empty() && signer.valid_after > fmt::format("{}T00:00:00Z", day)) {
    return Outcome::failed("not-yet-valid", fmt::format("the key of {} is valid from {}, not on "
                                                        "all of {}",
                                                        signer.principal, signer.valid_after, day));
  }
  if (!signer.valid_before.empty() && signer.valid_before < fmt::format("{}T23:59:59Z", day)) {
    return Outcome::failed("expired", fmt::format("the key of {} is valid until {}, not on all of "
                                                  "{}",
                                                  signer.principal, signer.valid_before, day));
  }
  return Outcome::ok();
}

}  // namespace

std::optional<Outcome> find_revocation(const Trust& trust, std::string_view print,
                                       std::string_view day) {
  const auto found = std::ranges::find(trust.revoked, print, &Revocation::fingerprint);
  if (found == trust.revoked.end()) return std::nullopt;
  if (found->why == Revocation::Why::compromised) {
    return Outcome::failed(std::string(kRevokedCompromised),
                           fmt::format("{} is compromised since {}, so all of its signatures are "
                                       "refused: {}",
                                       print, found->day, found->reason));
  }
  if (day < found->day) return std::nullopt;
  return Outcome::failed(std::string(kRevokedLost),
                         fmt::format("{} is lost since {}: {}", print, found->day, found->reason));
}

Signer find_signer(const Trust& trust, const SshKey& key, std::string_view name_space,
                   std::string_view day) {
  base::ensure(record::kDay.fits(day), "a day was looked at before signers are");
  const std::string print = fingerprint(key);
  Signer signer{
      Outcome::failed(std::string(kNotEnrolled), fmt::format("{} {} is not enrolled: no line of "
                                                             "allowed_signers has it",
                                                             key.type, print)),
      {}};
  for (const AllowedSigner& line : trust.allowed) {
    if (line.key.blob != key.blob) continue;
    signer = {judge_line(line, name_space, day), line.principal};
    if (signer.outcome.good()) break;
  }
  if (auto revoked = find_revocation(trust, print, day)) signer.outcome = *revoked;
  return signer;
}

}  // namespace assay::submit
