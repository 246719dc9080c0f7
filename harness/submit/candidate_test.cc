// SPDX-License-Identifier: Apache-2.0
#include "submit/candidate.h"

#include <gmock/gmock.h>

#include "record/record_json.h"
#include "submit/archive.h"
#include "submit/imported_test.h"
#include "sys/killed_test.h"
#include "sys/variable_test.h"

namespace assay::submit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// One whose first cell alone is the small record's.
std::string first_cell_alone() {
  record::Record record = record::parse_record(small_record(), "timed.json");
  record.cells.resize(1);
  record::seal(record);
  return record::to_json(record).dump();
}

// Sent to a project that trusts alice and bob, and has imported what alice sent at eight.
class Sent : public testing::Test {
 protected:
  Candidate opened(const std::vector<SubmissionFile>& files,
                   const std::string& day = "2026-12-01") {
    Project project = project_in(results_.path(), day);
    return open_candidate(pack(files), project);
  }
  // Codes of what refuses it.
  std::vector<std::string> said(const std::vector<SubmissionFile>& files) {
    const Checked checked = opened(files).verified.checked;
    std::vector<std::string> codes;
    for (const auto& refusal : checked.refusals) codes.push_back(refusal.code);
    return codes;
  }

  const sys::ScopedVariable temporary_{"TMPDIR", sys::in_memory()};
  sys::TemporaryFolder folder_;
  ImportedFolder results_{folder_.path() / "results"};
  LedgerLine imported_ = results_.import(8);
};

TEST_F(Sent, IsJudgedForTheDayOfItsLineWhenItWasImported) {
  results_.trust("valid-before=\"20261210Z\",");
  const auto again = opened(signed_files(8), "2027-01-01");
  EXPECT_TRUE(is_accepted(again.verified.checked));
  EXPECT_EQ(again.day, "2026-12-01");
  const auto other = opened(signed_files(9, 'a', with_other_samples({0, 1}, 1.01)), "2027-01-01");
  EXPECT_EQ(other.verified.checked.refusals.at(0).code, "expired");
  Project project = project_in(results_.path(), "2026-12-01");
  EXPECT_EQ(verdict_of(open_candidate("no archive", project).verified.checked), "refused");
}

TEST_F(Sent, IsRefusedWhenItsSamplesAreThoseOfAnEntry) {
  EXPECT_THAT(said(signed_files(8)), IsEmpty());
  EXPECT_THAT(said(signed_files(9)), ElementsAre("replay"));
  EXPECT_THAT(said(signed_files(9, 'b')), ElementsAre("copy"));
  EXPECT_THAT(said(signed_files(9, 'a', first_cell_alone())), ElementsAre("subset"));
  EXPECT_THAT(said(signed_files(9, 'b', first_cell_alone())), ElementsAre("copy"));
  EXPECT_THAT(said(signed_files(9, 'b', with_other_samples({1}, 1.01))), ElementsAre("overlap"));
  EXPECT_THAT(opened(signed_files(9, 'b')).verified.checked.refusals.at(0).reason,
              HasSubstr(imported_.folder + ", which somebody else sent before"));
}

TEST_F(Sent, MayBeSentAgainWithANewKeyAfterARevocation) {
  results_.revoke({imported_.key + " 2026-01-01 compromised stolen"});
  results_.trust("", "alice@example.org");
  EXPECT_THAT(said(signed_files(9, 'b')), IsEmpty());
}

TEST_F(Sent, IsHeldAgainstWhatWasAcceptedBesideIt) {
  Project project = project_in(folder_.path() / "empty", "2026-12-01");
  project.trust = trust_in(results_.path());
  const auto verdict = [&](const std::vector<SubmissionFile>& files) {
    return std::string(verdict_of(open_candidate(pack(files), project).verified.checked));
  };
  auto forged = signed_files(8);
  stored_bytes(forged, kSums) += "\n";
  EXPECT_EQ(verdict(forged), "refused");
  EXPECT_EQ(verdict(signed_files(9)),
            "accepted with remarks");  // what was refused before it does not count
  EXPECT_EQ(verdict(signed_files(10, 'b')), "refused");
}

}  // namespace
}  // namespace assay::submit
