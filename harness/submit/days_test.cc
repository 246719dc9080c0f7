// SPDX-License-Identifier: Apache-2.0
#include "submit/days.h"

#include <gmock/gmock.h>

#include <string>

namespace assay::submit {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::vector<judge::Flaw> flaws_of(std::string made, std::string created) {
  Manifest manifest;
  manifest.made = std::move(made);
  record::Record record;
  record.created = std::move(created);
  return flaws_of_days(manifest, record, "2026-12-31");
}

TEST(FlawsOfDays, AreNotInAnHonestSubmission) {
  EXPECT_THAT(flaws_of("2026-12-31T08:00:00Z", "2026-12-31T08:00:00Z"), IsEmpty());
  EXPECT_THAT(flaws_of("2026-12-31T08:00:00Z", "2020-01-01T00:00:00Z"), IsEmpty());
  // A clock that is some hours ahead.
  EXPECT_THAT(flaws_of("2027-01-01T23:59:59Z", "2026-12-31T08:00:00Z"), IsEmpty());
  EXPECT_THAT(flaws_of("2026-12-31T08:00:00Z", ""), IsEmpty());  // its record could not be read
}

TEST(FlawsOfDays, RefuseWhatIsMadeInTheFuture) {
  const auto flaws = flaws_of("2027-01-02T00:00:00Z", "2026-12-31T08:00:00Z");
  ASSERT_EQ(flaws.size(), 1u);
  EXPECT_EQ(flaws[0].code, "made-in-future");
  EXPECT_TRUE(flaws[0].refuses);
  EXPECT_THAT(flaws[0].reason, HasSubstr("made on 2027-01-02, and today is 2026-12-31"));
}

TEST(FlawsOfDays, RemarkThatARecordIsLaterThanItsSubmission) {
  const auto flaws = flaws_of("2026-12-31T08:00:00Z", "2027-06-01T00:00:00Z");
  ASSERT_EQ(flaws.size(), 1u);
  EXPECT_EQ(flaws[0].code, "made-before-record");
  EXPECT_FALSE(flaws[0].refuses);
}

}  // namespace
}  // namespace assay::submit
