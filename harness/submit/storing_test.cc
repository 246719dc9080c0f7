// SPDX-License-Identifier: Apache-2.0
#include "submit/storing.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/sha256.h"
#include "submit/imported_test.h"
#include "sys/killed_test.h"
#include "sys/trees.h"
#include "sys/variable_test.h"

namespace assay::submit {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

class Storing : public testing::Test {
 protected:
  std::string refusal_of(const Candidate& candidate) const {
    try {
      store(candidate, results_.path());
    } catch (const base::Error& error) {
      EXPECT_EQ(error.exit(), base::Exit::bad);
      return error.what();
    }
    return "stored";
  }

  const sys::ScopedVariable temporary_{"TMPDIR", sys::in_memory()};
  sys::TemporaryFolder folder_;
  ImportedFolder results_{folder_.path() / "results"};
};

TEST_F(Storing, KeepsEveryByteAndAddsALine) {
  const auto files = signed_files(8);
  const auto [line, is_new] = store(results_.candidate(files), results_.path());
  EXPECT_TRUE(is_new);
  EXPECT_THAT(results_.stored(line), UnorderedElementsAreArray(files));
  EXPECT_THAT(line.folder, testing::StartsWith("2026-12-01-alice-example-org-"));
  EXPECT_EQ(line.key, fingerprint(key_of('a').key));
  EXPECT_THAT(sound_lines(ledger_text(results_.path())), ElementsAre(line));
  EXPECT_THAT(results_.faults(), IsEmpty());
}

TEST_F(Storing, OfTheSameManifestChangesNothing) {
  const auto line = results_.import(8);
  const std::string ledger = ledger_text(results_.path());
  const auto stored = results_.stored(line);
  // Of another day, and with another signature that is as good.
  for (const char signer : {'a', 'b'}) {
    const auto again =
        store(results_.candidate(signed_files(8, signer), "2026-12-05"), results_.path());
    EXPECT_FALSE(again.is_new);
    EXPECT_EQ(again.line, line);
  }
  EXPECT_EQ(ledger_text(results_.path()), ledger);
  EXPECT_EQ(results_.stored(line), stored);
}

TEST_F(Storing, NeverWritesOverAnotherSubmission) {
  const auto line = results_.import(8);
  // The same name and another manifest: 48 bits of a hash can be made to be alike.
  const std::string ledger = ledger_text(results_.path());
  const auto files = signed_files(9);
  LedgerLine other{
      .sequence = 0,
      .day = "2026-12-01",
      .folder = {},
      .manifest = base::sha256(std::ranges::find(files, kManifest, &SubmissionFile::name)->bytes),
      .signature = {},
      .files = {},
      .principal = "alice@example.org",
      .key = {},
      .before = {}};
  const auto place =
      results_.submissions() /
      folder_name(other, results_.candidate(files).verified.checked.manifest.machine);
  sys::write_whole(place / "manifest.json", "somebody's");
  EXPECT_THAT(refusal_of(results_.candidate(files)), HasSubstr("colliding-folder"));
  EXPECT_EQ(sys::read_file(place / "manifest.json", kFileLimit), "somebody's");
  EXPECT_EQ(ledger_text(results_.path()), ledger);
  sys::remove_tree(place);
  sys::make_link(results_.submissions() / line.folder, place);
  EXPECT_THAT(refusal_of(results_.candidate(files)), HasSubstr("colliding-folder"));
}

TEST_F(Storing, FollowsNoLink) {
  results_.import(8);
  const fs::path elsewhere = folder_.path() / "elsewhere";
  const fs::path theirs = elsewhere / ("somebody" + std::string(kUnfinishedEntry)) / "file";
  sys::write_whole(theirs, "theirs");
  sys::remove_tree(results_.submissions());
  sys::make_link(elsewhere, results_.submissions());
  EXPECT_THAT(refusal_of(results_.candidate(signed_files(9))), HasSubstr("not-a-folder"));
  EXPECT_THROW(finish_killed_import(results_.path()), base::Error);
  EXPECT_EQ(sys::read_file(theirs, kFileLimit), "theirs");
}

TEST_F(Storing, AddsNothingToALedgerThatIsNotSound) {
  results_.import(8, 'a', "2026-12-03");
  EXPECT_THAT(refusal_of(results_.candidate(signed_files(9), "2026-12-02")),
              HasSubstr("earlier-day"));
  const std::string ledger = ledger_text(results_.path());
  sys::write_whole(ledger_path(results_.path()), ledger + "2 torn");
  EXPECT_THAT(refusal_of(results_.candidate(signed_files(9), "2026-12-04")),
              HasSubstr("torn-line"));
  EXPECT_EQ(ledger_text(results_.path()), ledger + "2 torn");
}

// After the kill: nothing, an unfinished folder, or all of it. The next import of anything finishes
// or removes, and the same import again is then as if it had never been killed.
TEST_F(Storing, AfterAKillAtAnyMomentIsFinishedOrUndoneByTheNextImport) {
  const auto first = results_.candidate(signed_files(8));
  const auto killed = results_.candidate(signed_files(9, 'b'));
  const auto next = results_.candidate(signed_files(10));
  store(first, results_.path());
  const fs::path before = folder_.path() / "before";
  sys::copy_tree(results_.path(), before);
  int steps = 0, undone = 0, finished = 0, unfinished = 0;
  for (auto fate = sys::Fate::killed; fate == sys::Fate::killed; ++steps) {
    sys::remove_tree(results_.path());
    sys::copy_tree(before, results_.path());
    fate = sys::killed_at(steps, [&] { store(killed, results_.path()); });
    ASSERT_NE(fate, sys::Fate::ended_badly);
    for (const auto& fault : results_.checked().faults) {
      unfinished += fault.code == "unfinished-import" ? 1 : 0;
      // What has a line and not its name yet is both.
      EXPECT_TRUE(fault.code == "unfinished-import" || fault.code == "no-folder") << fault.code;
    }
    store(next, results_.path());
    EXPECT_THAT(results_.faults(), IsEmpty()) << "after step " << steps;
    const std::size_t lines = results_.checked().entries;
    (lines == 2 ? undone : finished) += 1;
    const bool was_there = !store(killed, results_.path()).is_new;
    EXPECT_EQ(was_there, lines == 3) << steps;
    EXPECT_THAT(results_.faults(), IsEmpty()) << "after step " << steps;
    for (const auto& entry : fs::directory_iterator(results_.path())) {
      EXPECT_FALSE(entry.path().filename().string().ends_with(".part")) << entry.path();
    }
    if (HasFailure()) break;
  }
  EXPECT_GT(steps, 100);
  EXPECT_GT(undone, 50);
  EXPECT_GT(unfinished, 50);
  EXPECT_GT(finished, 5);
}

TEST_F(Storing, AtOnceAddsEveryLineOnce) {
  std::vector<Candidate> candidates;
  for (int hour = 0; hour < 3; ++hour) candidates.push_back(results_.candidate(signed_files(hour)));
  const auto statuses = sys::statuses_of_processes(4, [&] {
    int fresh = 0;
    for (const auto& each : candidates) fresh += store(each, results_.path()).is_new ? 1 : 0;
    return fresh;
  });
  int fresh = 0;
  for (const int status : statuses) fresh += status;
  EXPECT_EQ(fresh, 3);
  EXPECT_EQ(results_.checked().entries, 3u);
  EXPECT_THAT(results_.faults(), IsEmpty());
}

}  // namespace
}  // namespace assay::submit
