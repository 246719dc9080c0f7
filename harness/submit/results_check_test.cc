// SPDX-License-Identifier: Apache-2.0
#include "submit/results_check.h"

#include <gmock/gmock.h>

#include <functional>

#include "base/sha256.h"
#include "base/text.h"
#include "submit/imported_test.h"
#include "submit/signing.h"
#include "submit/ssh_signature.h"
#include "sys/environment.h"
#include "sys/killed_test.h"
#include "sys/process.h"
#include "sys/trees.h"
#include "sys/variable_test.h"

namespace assay::submit {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Three entries: two of alice, and one of bob between them.
class ResultsChecked : public testing::Test {
 protected:
  ResultsChecked() {
    for (const int hour : {8, 9, 10}) {
      lines_.push_back(results_.import(hour, hour == 9 ? 'b' : 'a', "2026-12-05"));
    }
  }

  fs::path file(std::size_t entry, std::string_view name) const {
    return results_.submissions() / lines_.at(entry).folder / name;
  }
  std::string text(const fs::path& path) const { return sys::read_file(path, kFileLimit); }
  void replace_in_ledger(const std::string& from, const std::string& to) const {
    const std::string ledger = ledger_text(results_.path());
    ASSERT_NE(ledger.find(from), std::string::npos);
    sys::write_whole(ledger_path(results_.path()), base::replace_all(ledger, from, to));
  }
  // The whole ledger written again with one line that is another: its chain holds.
  void rewrite(std::size_t entry, const std::function<void(LedgerLine&)>& change) const {
    auto lines = lines_;
    change(lines.at(entry));
    std::string ledger;
    for (const LedgerLine& line : lines) ledger = with_line(ledger, line);
    sys::write_whole(ledger_path(results_.path()), ledger);
  }
  std::vector<std::string> marks() const {
    std::vector<std::string> marks;
    for (const auto& mark : results_.checked().marks) marks.push_back(mark.code + " " + mark.where);
    return marks;
  }

  const sys::ScopedVariable temporary_{"TMPDIR", sys::in_memory()};
  sys::TemporaryFolder folder_;
  ImportedFolder results_{folder_.path() / "results"};
  std::vector<LedgerLine> lines_;
};

TEST_F(ResultsChecked, AreGoodAsTheyWereImported) {
  const auto check = results_.checked({.jobs = 2});
  EXPECT_EQ(check.entries, 3u);
  EXPECT_THAT(check.faults, IsEmpty());
  EXPECT_EQ(exit_of(check), base::Exit::done);
  EXPECT_EQ(lines_of(check).at(0).second, "good: 3 entries checked");
  sys::remove_tree(results_.path());
  EXPECT_EQ(exit_of(results_.checked()), base::Exit::done);  // nobody has sent anything yet
}

TEST_F(ResultsChecked, TellWhichByteIsAnother) {
  std::string bytes = text(file(0, kRecord));
  bytes[100] ^= 1;
  sys::write_whole(file(0, kRecord), bytes);
  EXPECT_THAT(results_.faults(), ElementsAre("wrong-hash"));
  EXPECT_EQ(results_.checked().faults.at(0).where, lines_[0].folder);
  sys::write_whole(file(0, kRecord), bytes + "\n");
  EXPECT_THAT(results_.faults(), ElementsAre("wrong-size"));
  sys::remove_tree(file(0, kRecord));
  EXPECT_THAT(results_.faults(), ElementsAre("missing-file"));
}

TEST_F(ResultsChecked, TellWhatIsThereAndDoesNotBelong) {
  sys::write_whole(file(1, "more.txt"), "x");
  EXPECT_THAT(results_.faults(), ElementsAre("unlisted-file"));
  sys::remove_tree(file(1, "more.txt"));
  sys::make_folder(file(1, "more"));
  EXPECT_THAT(results_.faults(), ElementsAre("empty-folder"));
  sys::remove_tree(file(1, "more"));
  sys::copy_tree(file(1, ""), results_.submissions() / "2026-12-05-mallory");
  EXPECT_THAT(results_.faults(), ElementsAre("no-line"));
  sys::remove_tree(results_.submissions() / "2026-12-05-mallory");
  sys::make_folder(results_.submissions() / "x.unfinished");
  EXPECT_THAT(results_.faults(), ElementsAre("unfinished-import"));
}

TEST_F(ResultsChecked, TakeAFileThatWasSentForNoFault) {
  const fs::path sent = results_.submissions() / "bob-7.assay";
  sys::write_whole(sent, "not looked at");
  EXPECT_EQ(exit_of(results_.checked()), base::Exit::done);
  EXPECT_THAT(marks(), ElementsAre("waiting \"bob-7.assay\""));
  sys::remove_tree(sent);
  sys::make_link(file(0, kRecord), sent);
  EXPECT_THAT(results_.faults(), ElementsAre("no-line"));
  sys::remove_tree(sent);
  sys::make_folder(sent);
  EXPECT_THAT(results_.faults(), ElementsAre("no-line"));
}

TEST_F(ResultsChecked, FollowNoLinks) {
  const fs::path elsewhere = folder_.path() / "record.json";
  sys::write_whole(elsewhere, text(file(0, kRecord)));
  sys::remove_tree(file(0, kRecord));
  sys::make_link(elsewhere, file(0, kRecord));
  EXPECT_THAT(results_.faults(), Contains("not-a-file"));
  sys::copy_tree(file(1, ""), folder_.path() / "moved");
  const fs::path place = results_.submissions() / lines_[1].folder;
  sys::remove_tree(place);
  EXPECT_THAT(results_.faults(), Contains("no-folder"));
  sys::make_link(folder_.path() / "moved", place);
  EXPECT_THAT(results_.faults(), Contains("not-a-folder"));
  sys::rename_folder(results_.submissions(), folder_.path() / "all");
  sys::make_link(folder_.path() / "all", results_.submissions());
  EXPECT_EQ(results_.faults().at(0), "not-a-folder");
}

TEST_F(ResultsChecked, AreAFolder) {
  sys::remove_tree(results_.path());
  sys::write_whole(results_.path(), "a file");
  EXPECT_THAT(results_.faults(), ElementsAre("not-a-folder"));
}

TEST_F(ResultsChecked, TellFilesThatChangedPlaces) {
  const auto swap = [&](std::string_view name) {
    const std::string one = text(file(0, name)), other = text(file(2, name));
    sys::write_whole(file(0, name), other);
    sys::write_whole(file(2, name), one);
  };
  swap(kManifest);
  EXPECT_THAT(results_.faults(), ElementsAre("other-manifest", "other-manifest"));
  swap(kSignature);  // now each folder holds the other's submission
  EXPECT_THAT(results_.faults(), ElementsAre("other-manifest", "other-manifest"));
  swap(kManifest);
  EXPECT_THAT(results_.faults(), ElementsAre("wrong-signature", "other-signature",
                                             "wrong-signature", "other-signature"));
}

// Good for ssh-keygen, and not what was imported.
TEST_F(ResultsChecked, TellAnotherSignatureOfTheSameManifest) {
  sys::write_whole(file(0, kSignature),
                   sign_message(text(file(0, kManifest)), kSubmissionNamespace, key_of('b')));
  EXPECT_THAT(results_.faults(), ElementsAre("other-key", "other-principal", "other-signature"));
  sys::write_whole(file(0, kSignature), "");
  EXPECT_THAT(results_.faults(), ElementsAre("bad-armor", "other-signature"));
}

TEST_F(ResultsChecked, TellNotesThatCameLater) {
  const std::string notes = notes_text(text(file(0, kManifest)), "a better machine\n");
  sys::write_whole(file(0, kNotes), notes);
  EXPECT_THAT(results_.faults(), ElementsAre("bad-notes"));
  sys::write_whole(file(0, kNotesSignature),
                   sign_message(notes, kSubmissionNamespace, key_of('a')));
  EXPECT_THAT(results_.faults(), ElementsAre("other-files"));
}

TEST_F(ResultsChecked, TellALedgerWhoseLinesChanged) {
  const std::string second = base::split(ledger_text(results_.path()), '\n').at(2) + "\n";
  replace_in_ledger(second, "");
  EXPECT_THAT(results_.faults(), ElementsAre("wrong-sequence", "broken-chain", "no-line"));
  std::string ledger;  // the last one is gone, and the chain holds
  for (const std::size_t entry : {0, 1}) ledger = with_line(ledger, lines_[entry]);
  sys::write_whole(ledger_path(results_.path()), ledger);
  EXPECT_THAT(results_.faults(), ElementsAre("no-line"));
}

// Whoever writes the whole chain again has to write what the folders hold.
TEST_F(ResultsChecked, HoldAChainThatWasWrittenAgainAgainstTheFolders) {
  rewrite(2, [](LedgerLine& line) { line.day = "2026-12-06"; });
  EXPECT_THAT(results_.faults(), ElementsAre("wrong-name"));
  rewrite(1, [](LedgerLine& line) { line.key = fingerprint(key_of('a').key); });
  EXPECT_THAT(results_.faults(), ElementsAre("other-key"));
  rewrite(1, [](LedgerLine& line) { line.principal = "bob.example.org"; });
  EXPECT_THAT(results_.faults(), ElementsAre("other-principal"));
  rewrite(1, [](LedgerLine& line) { line.files = std::string(64, '0'); });
  EXPECT_THAT(results_.faults(), ElementsAre("other-files"));
  rewrite(1, [](LedgerLine& line) { line.signature = std::string(64, '0'); });
  EXPECT_THAT(results_.faults(), ElementsAre("other-signature"));
  rewrite(0,
          [](LedgerLine& line) { line.folder = base::replace_all(line.folder, "alice", "carol"); });
  EXPECT_THAT(results_.faults(), ElementsAre("no-line", "no-folder"));
  rewrite(0, [&](LedgerLine& line) { line.folder = lines_[1].folder; });
  EXPECT_THAT(results_.faults(), ElementsAre("second-folder", "no-line", "other-manifest"));
}

TEST_F(ResultsChecked, HaveTheOlderLedgerAsTheirBeginning) {
  const std::string older = ledger_text(results_.path());
  results_.import(11, 'a', "2026-12-05");
  EXPECT_THAT(results_.faults({.older_ledger = older}), IsEmpty());
  EXPECT_THAT(results_.faults({.older_ledger = ""}), IsEmpty());
  // All but the last: the chain, the folders and the signatures hold.
  sys::remove_tree(results_.path());
  ImportedFolder(results_.path()).import(12, 'a', "2026-12-07");
  const auto check = results_.checked({.older_ledger = older});
  ASSERT_EQ(check.faults.size(), 1u);
  EXPECT_EQ(check.faults[0].code, "changed-ledger");
  EXPECT_THAT(check.faults[0].what, HasSubstr("line 2 "));
}

TEST_F(ResultsChecked, JudgeKeysForTheDayOfTheLine) {
  results_.trust("valid-after=\"20261201Z\",valid-before=\"20261206Z\",");
  EXPECT_THAT(results_.faults(), IsEmpty());  // and long past now
  results_.trust("valid-before=\"20261205Z\",");
  EXPECT_THAT(results_.faults(), ElementsAre("expired", "expired", "expired"));
  results_.trust("valid-after=\"20261206Z\",");
  EXPECT_THAT(results_.faults(), ElementsAre("not-yet-valid", "not-yet-valid", "not-yet-valid"));
  sys::write_whole(results_.path() / "trust/allowed_signers",
                   allowed_signers_line("alice@example.org", key_of('a').key) + "\n");
  EXPECT_THAT(results_.faults(), ElementsAre("not-enrolled"));
  sys::write_whole(results_.path() / "trust/allowed_signers",
                   allowed_signers_line("alice@example.org", key_of('a').key) + "\n" +
                       allowed_signers_line("carol@example.org", key_of('b').key) + "\n");
  EXPECT_THAT(results_.faults(), ElementsAre("other-principal"));
}

// A revocation makes no entry wrong: nobody could mend it. It is a mark.
TEST_F(ResultsChecked, MarkWhatARevokedKeySigned) {
  const std::string print = fingerprint(key_of('b').key);
  results_.revoke({print + " 2026-12-06 lost the disk died"});
  EXPECT_THAT(marks(), IsEmpty());
  results_.revoke({print + " 2026-12-05 lost the disk died"});
  EXPECT_THAT(marks(), ElementsAre("revoked-lost " + lines_[1].folder));
  results_.revoke({print + " 2027-06-01 compromised it was on a web page"});
  EXPECT_THAT(marks(), ElementsAre("revoked-compromised " + lines_[1].folder));
  EXPECT_THAT(results_.faults(), IsEmpty());
  const auto json = json_of(results_.checked());
  EXPECT_EQ(json.text("verdict"), "good");
  EXPECT_EQ(json.find("marks")->array()->at(0).text("code"), "revoked-compromised");
}

TEST_F(ResultsChecked, AreUndecidedWhereSshKeygenIsMissing) {
  if (!sys::find_program("ssh-keygen")) GTEST_SKIP() << "ssh-keygen is not here";
  const std::string key = folder_.path() / "key";
  ASSERT_TRUE(sys::run_process({.argv = {"ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", key}})
                  .exited(0));
  auto files = unsigned_files(13);
  const std::string manifest = stored_bytes(files, kManifest);
  files.push_back({std::string(kSignature), sign_with(key, manifest)});
  const fs::path signers = results_.path() / "trust/allowed_signers";
  sys::write_whole(signers, text(signers) + "dave@example.org " + text(key + ".pub"));
  const auto line = store(results_.candidate(files, "2026-12-06"), results_.path()).line;
  EXPECT_EQ(exit_of(results_.checked()), base::Exit::done);
  const auto check = results_.checked({.ssh_keygen = "no-such-program"});
  EXPECT_EQ(exit_of(check), base::Exit::missing);
  ASSERT_EQ(check.undecided.size(), 1u);
  EXPECT_EQ(check.undecided[0].code, "no-ssh-keygen");
  EXPECT_EQ(check.undecided[0].where, line.folder);
}

}  // namespace
}  // namespace assay::submit
