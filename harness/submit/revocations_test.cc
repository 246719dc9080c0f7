// SPDX-License-Identifier: Apache-2.0
#include "submit/revocations.h"

#include <gmock/gmock.h>

#include "submit/vectors_test.h"

namespace assay::submit {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const std::string& kPrint = vectors::kAliceFingerprint;

std::string revocations_fault(const std::string& text) {
  try {
    parse_revocations(text, "revoked");
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "no fault";
}

std::string file_of(const std::string& lines) { return "assay-revocations 1\n" + lines + "end\n"; }

TEST(Revocations, HaveAKeyADayAKindAndAReason) {
  const auto read = parse_revocations(
      file_of("# comment\n\n" + kPrint + " 2026-11-30 lost the disk died\n" +
              vectors::kRsa3072Fingerprint + " 2026-12-01 compromised copied from a backup\n"),
      "revoked");
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0].fingerprint, kPrint);
  EXPECT_EQ(read[0].day, "2026-11-30");
  EXPECT_EQ(read[0].why, Revocation::Why::lost);
  EXPECT_EQ(read[0].reason, "the disk died");
  EXPECT_EQ(base::to_text(read[0].position), "revoked:4");
  EXPECT_EQ(read[1].why, Revocation::Why::compromised);
  EXPECT_THAT(parse_revocations(file_of(""), "revoked"), IsEmpty());
}

TEST(Revocations, CutAnywhereAreAnError) {
  const std::string whole = file_of(kPrint + " 2026-11-30 lost the disk died\n");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_NE(revocations_fault(whole.substr(0, length)), "no fault") << length;
  }
  EXPECT_THAT(revocations_fault(""), HasSubstr("revoked:1: the first line is not"));
  EXPECT_THAT(revocations_fault("assay-revocations 1\n"), HasSubstr("the file is cut off"));
  EXPECT_THAT(revocations_fault(whole + "more\n"), HasSubstr("the last line is not"));
  EXPECT_THAT(revocations_fault("assay-revocations 2\nend\n"), HasSubstr("the first line is not"));
}

TEST(Revocations, ALineThatCannotBeReadIsAnErrorWithItsPlace) {
  for (const auto& [line, why] : std::vector<std::pair<std::string, std::string>>{
           {"alice 2026-11-30 lost x", "fingerprint"},
           {kPrint.substr(7) + " 2026-11-30 lost x", "fingerprint"},
           {kPrint + " 2026-11-31 lost x", "comes a day"},
           {kPrint + "  2026-11-30 lost x", "comes a day"},
           {kPrint + " 2026-11-30 stolen x", "\"lost\" or \"compromised\""},
           {kPrint + " 2026-11-30 lost", "the reason is missing"},
           {kPrint + " 2026-11-30 lost x\r", "control character"},
           {kPrint + " 2026-11-30 lost \xe2\x80\xaex", "control character"}}) {
    EXPECT_THAT(revocations_fault(file_of(line + "\n")), HasSubstr("revoked:2: ")) << line;
    EXPECT_THAT(revocations_fault(file_of(line + "\n")), HasSubstr(why)) << line;
  }
  const std::string line = kPrint + " 2026-11-30 lost x\n";
  EXPECT_THAT(revocations_fault(file_of(line + line)),
              HasSubstr("revoked:3: the key has a line already"));
}

}  // namespace
}  // namespace assay::submit
