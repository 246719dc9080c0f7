// SPDX-License-Identifier: Apache-2.0
#include "submit/entries.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/sha256.h"
#include "submit/imported_test.h"
#include "sys/killed_test.h"
#include "sys/trees.h"
#include "sys/variable_test.h"

namespace assay::submit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Entries : public testing::Test {
 protected:
  std::string refusal() const {
    try {
      read_entries(results_.path());
    } catch (const base::Error& error) {
      EXPECT_EQ(error.exit(), base::Exit::bad);
      return error.what();
    }
    return "read";
  }

  const sys::ScopedVariable temporary_{"TMPDIR", sys::in_memory()};
  sys::TemporaryFolder folder_;
  ImportedFolder results_{folder_.path() / "results"};
};

TEST_F(Entries, AreReadInTheOrderOfTheLedger) {
  EXPECT_THAT(read_entries(results_.path()), IsEmpty());
  const auto first = results_.import(9, 'b'), second = results_.import(8);
  const auto entries = read_entries(results_.path());
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].line, first);
  EXPECT_EQ(entries[1].line, second);
  EXPECT_EQ(entries[0].line.principal, "bob@example.org");
  EXPECT_EQ(entries[0].manifest.made, "2026-12-01T09:00:00Z");
  EXPECT_EQ(entries[0].record.hosts.at(0).host_class, "bare-metal-claimed");
  EXPECT_EQ(entries[0].division, "open");  // of no round
  EXPECT_TRUE(std::filesystem::exists(entries[0].folder / kRecord));
}

TEST_F(Entries, MayBeExamples) {
  auto files = unsigned_files(8);
  std::string& manifest = stored_bytes(files, kManifest);
  Manifest example = read_manifest(manifest);
  example.machine = "example";
  manifest = to_text(example);
  const std::string signature = sign_message(manifest, kSubmissionNamespace, key_of('a'));
  files.push_back({std::string(kSignature), signature});
  const auto line = store(results_.candidate(files), results_.path()).line;
  EXPECT_THAT(line.folder, HasSubstr("-alice-example-org-example-"));
  EXPECT_EQ(read_entries(results_.path()).at(0).manifest.machine, kExampleMachine);
  EXPECT_THAT(results_.faults(), IsEmpty());
}

TEST_F(Entries, OfARevokedKeyAreMarked) {
  results_.import(8);
  results_.import(9, 'b');
  results_.revoke({fingerprint(key_of('a').key) + " 2027-01-01 compromised stolen"});
  const auto entries = read_entries(results_.path());
  EXPECT_THAT(entries.at(0).marks,
              ElementsAre(testing::Field(&base::Outcome::code, "revoked-compromised")));
  EXPECT_THAT(entries.at(1).marks, IsEmpty());
}

TEST_F(Entries, TakeNoTrustFromALinkOrAPipe) {
  results_.import(8);
  const auto signers = results_.path() / "trust/allowed_signers";
  std::filesystem::rename(signers, folder_.path() / "aside");
  sys::make_link(folder_.path() / "aside", signers);
  EXPECT_THROW(read_entries(results_.path()), base::Error);
  sys::remove_tree(signers);
  ASSERT_EQ(mkfifo(signers.c_str(), 0600), 0);
  EXPECT_THROW(read_entries(results_.path()), base::Error);
}

TEST_F(Entries, ThatAreNotWhatTheLedgerSaysAreNamed) {
  const auto line = results_.import(8);
  const auto place = results_.submissions() / line.folder;
  const std::string record = sys::read_file(place / kRecord, kFileLimit);
  sys::write_whole(place / kRecord, record + "\n");
  EXPECT_THAT(refusal(), HasSubstr(line.folder + ": the record is not the one"));
  sys::remove_tree(place / kRecord);
  EXPECT_THAT(refusal(), HasSubstr(line.folder));
  sys::write_whole(place / kManifest, "{}");
  EXPECT_THAT(refusal(), HasSubstr("the manifest is not the one"));
  sys::write_whole(ledger_path(results_.path()), ledger_text(results_.path()) + "x");
  EXPECT_THAT(refusal(), HasSubstr("torn-line"));
}

TEST_F(Entries, FilesAreHashedAsSha256sumPrintsThem) {
  const std::string a = base::sha256("1"), b = base::sha256("2");
  EXPECT_EQ(hash_of_files({{"b/c", "2"}, {"a", "1"}}), base::sha256(a + "  a\n" + b + "  b/c\n"));
}

}  // namespace
}  // namespace assay::submit
