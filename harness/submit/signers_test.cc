// SPDX-License-Identifier: Apache-2.0
#include "submit/signers.h"

#include <gmock/gmock.h>

#include "submit/ssh_signature.h"
#include "submit/vectors_test.h"

namespace assay::submit {
namespace {

using base::Outcome;
using testing::HasSubstr;
using vectors::kAlicePublic;

Trust trust_of(const std::string& allowed, const std::string& revoked = "") {
  return {.allowed = parse_allowed_signers(allowed, "trust"),
          .revoked = parse_revocations("assay-revocations 1\n" + revoked + "end\n", "revoked")};
}

Signer find(const Trust& trust, std::string_view day) {
  return find_signer(trust, parse_key_line(kAlicePublic), kSubmissionNamespace, day);
}

TEST(FindSigner, GivesThePrincipalOfTheKey) {
  const Signer signer =
      find(trust_of("alice namespaces=\"assay-submission\" " + kAlicePublic), "2026-12-01");
  EXPECT_EQ(signer.outcome, Outcome::ok());
  EXPECT_EQ(signer.principal, "alice");
  EXPECT_EQ(find(trust_of("alice " + kAlicePublic), "2026-12-01").principal, "alice");
}

TEST(FindSigner, DoesNotKnowAKeyThatIsNotThere) {
  const Signer signer = find(trust_of("alice " + vectors::kEcdsa256Public), "2026-12-01");
  EXPECT_EQ(signer.outcome.code, "not-enrolled");
  EXPECT_THAT(signer.outcome.reason, HasSubstr(vectors::kAliceFingerprint));
  EXPECT_EQ(signer.principal, "");
}

TEST(FindSigner, LooksAtNamespacesAndKnowsTheNameAllTheSame) {
  const Signer signer = find(trust_of("alice namespaces=\"git\" " + kAlicePublic), "2026-12-01");
  EXPECT_EQ(signer.outcome.code, "other-namespace");
  EXPECT_EQ(signer.principal, "alice");
}

TEST(FindSigner, WantsAllOfTheDayWithinTheTimesOfTheKey) {
  const auto code = [](const std::string& options, std::string_view day) {
    return find(trust_of("alice " + options + " " + kAlicePublic), day).outcome.code;
  };
  const std::string after = "valid-after=\"20261201Z\"", noon = "valid-after=\"202612011200Z\"";
  EXPECT_EQ(code(after, "2026-11-30"), "not-yet-valid");
  EXPECT_EQ(code(after, "2026-12-01"), "");
  EXPECT_EQ(code(noon, "2026-12-01"), "not-yet-valid");
  EXPECT_EQ(code(noon, "2026-12-02"), "");
  const std::string before = "valid-before=\"20261201Z\"",
                    last = "valid-before=\"20261201235959Z\"";
  EXPECT_EQ(code(before, "2026-11-30"), "");
  EXPECT_EQ(code(before, "2026-12-01"), "expired");
  EXPECT_EQ(code(last, "2026-12-01"), "");
  EXPECT_EQ(code(last, "2026-12-02"), "expired");
}

TEST(FindSigner, TakesTheOneLineOfSeveralThatFits) {
  const Trust trust = trust_of("alice namespaces=\"git\" " + kAlicePublic + "\n" +
                               "alice namespaces=\"assay-submission\" " + kAlicePublic + "\n" +
                               "alice namespaces=\"mail\" " + kAlicePublic + "\n");
  EXPECT_EQ(find(trust, "2026-12-01").outcome, Outcome::ok());
}

TEST(FindSigner, CountsALostKeyUntilTheDayItWasLost) {
  const Trust trust = trust_of("alice " + kAlicePublic,
                               vectors::kAliceFingerprint + " 2026-12-01 lost the disk died\n");
  EXPECT_EQ(find(trust, "2026-11-30").outcome, Outcome::ok());
  EXPECT_EQ(find(trust, "2026-12-01").outcome.code, "revoked-lost");
  EXPECT_THAT(find(trust, "2027-01-01").outcome.reason, HasSubstr("the disk died"));
}

TEST(FindSigner, NeverCountsACompromisedKey) {
  const Trust trust =
      trust_of("alice " + kAlicePublic,
               vectors::kAliceFingerprint + " 2026-12-01 compromised a copy was seen\n");
  for (const char* day : {"2020-01-01", "2026-11-30", "2026-12-01", "2027-01-01"}) {
    EXPECT_EQ(find(trust, day).outcome.code, "revoked-compromised") << day;
    EXPECT_EQ(find(trust, day).principal, "alice");
  }
}

}  // namespace
}  // namespace assay::submit
