// SPDX-License-Identifier: Apache-2.0
#include "submit/ledger.h"

#include <gmock/gmock.h>

#include "base/sha256.h"
#include "base/text.h"
#include "submit/vectors_test.h"

namespace assay::submit {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

LedgerLine line_on(const std::string& day, char digit) {
  LedgerLine line{.sequence = 0,
                  .day = day,
                  .folder = {},
                  .manifest = std::string(64, digit),
                  .signature = std::string(64, 'b'),
                  .files = std::string(64, 'c'),
                  .principal = "alice@example.org",
                  .key = vectors::kAliceFingerprint,
                  .before = {}};
  line.folder = folder_name(line, "0123456789abcdef");
  return line;
}

std::string three_lines() {
  std::string text;
  for (const char digit : {'1', '2', '3'}) {
    text = with_line(text, line_on(std::string("2026-12-0") + digit, digit));
  }
  return text;
}

std::vector<std::string> ledger_codes(const std::string& text) {
  std::vector<std::string> codes;
  for (const auto& fault : read_ledger(text).faults) codes.push_back(fault.code);
  return codes;
}

// Its lines without the first one of the file.
std::vector<std::string> lines_of_three() {
  auto lines = base::split(three_lines(), '\n');
  return {lines.begin() + 1, lines.begin() + 4};
}

std::string ledger_of(const std::vector<std::string>& lines) {
  return "assay-ledger 1\n" + base::join(lines, "\n") + "\n";
}

TEST(LedgerText, HasNineWordsALineAndTheHashOfTheLineBefore) {
  const std::string text = with_line({}, line_on("2026-12-01", '1'));
  const std::string line =
      "1 2026-12-01 2026-12-01-alice-example-org-0123456789abcdef-111111111111 " +
      std::string(64, '1') + " " + std::string(64, 'b') + " " + std::string(64, 'c') +
      " alice@example.org " + vectors::kAliceFingerprint +
      // printf 'assay-ledger 1\n' | sha256sum
      " fe3170d4847b45e16b74e167adbfc8f6f62a350f652f97f8d54edcd4bcf3bba7\n";
  EXPECT_EQ(text, "assay-ledger 1\n" + line);
  const auto second = read_ledger(with_line(text, line_on("2026-12-01", '2'))).lines.at(1);
  EXPECT_EQ(second.sequence, 2u);
  EXPECT_EQ(second.before, base::sha256(line));
}

TEST(LedgerText, IsReadAsItWasWritten) {
  const auto [lines, faults] = read_ledger(three_lines());
  EXPECT_THAT(faults, IsEmpty());
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[2].day, "2026-12-03");
  EXPECT_EQ(lines[2].manifest, std::string(64, '3'));
  EXPECT_THAT(read_ledger("").lines, IsEmpty());
  EXPECT_THAT(ledger_codes(""), IsEmpty());
  EXPECT_THAT(ledger_codes("assay-ledger 1\n"), IsEmpty());
}

TEST(LedgerText, ThatIsForgedIsRefusedByItsCode) {
  const auto lines = lines_of_three();
  const auto edited = [&](const std::string& from, const std::string& to) {
    return ledger_codes(base::replace_all(three_lines(), from, to));
  };
  // The line after the one that was edited tells it.
  EXPECT_THAT(edited(lines[1], base::replace_all(lines[1], "alice@", "carol@")),
              ElementsAre("broken-chain"));
  EXPECT_THAT(edited(lines[1] + "\n", ""), ElementsAre("wrong-sequence", "broken-chain"));
  EXPECT_THAT(ledger_codes(ledger_of({lines[0], lines[2], lines[1]})),
              ElementsAre("wrong-sequence", "broken-chain", "wrong-sequence", "broken-chain",
                          "earlier-day"));
  EXPECT_THAT(ledger_codes(ledger_of({lines[1], lines[2]})),
              ElementsAre("wrong-sequence", "broken-chain", "wrong-sequence"));
  EXPECT_THAT(edited("assay-ledger 1", "assay-ledger 2"), ElementsAre("bad-ledger"));
  EXPECT_THAT(ledger_codes("assay-ledger 1"), ElementsAre("bad-ledger"));
  EXPECT_THAT(ledger_codes(three_lines().substr(0, three_lines().size() - 1)),
              ElementsAre("torn-line"));
  // One line written again, with its hash: the chain holds, and what it says is there twice.
  EXPECT_THAT(ledger_codes(with_line(three_lines(), line_on("2026-12-03", '3'))),
              ElementsAre("second-folder", "second-manifest"));
  EXPECT_THAT(ledger_codes(with_line(three_lines(), line_on("2026-12-02", '4'))),
              ElementsAre("earlier-day"));
}

TEST(LedgerText, HasOneWayToWriteALine) {
  const auto lines = lines_of_three();
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"1 2026-12-01 ", "01 2026-12-01 "},
           {"1 2026-12-01 ", "1  2026-12-01 "},
           {"1 2026-12-01 ", "x 2026-12-01 "},
           {"1 2026-12-01 ", "1 2026-02-30 "},
           {"1 2026-12-01 ", "1 2026-12-01\t"},
           {" 2026-12-01-alice", " ../alice"},
           {" alice@example.org ", " Alice "},
           {" SHA256:", " MD5:"},
           {" 2026-12-01 2026", " 2026"},
           {std::string(64, 'b'), std::string(63, 'b') + "B"}}) {
    const std::string line = base::replace_all(lines[0], from, to);
    ASSERT_NE(line, lines[0]) << from;
    EXPECT_THAT(ledger_codes(ledger_of({line})), ElementsAre("bad-line")) << line;
  }
}

TEST(FolderName, HasOfThePrincipalWhatAFileNameMayHave) {
  auto line = line_on("2026-12-01", 'a');
  line.principal = "a.b_c+d-e@x0";
  EXPECT_EQ(folder_name(line, "0123456789abcdef"),
            "2026-12-01-a-b-c-d-e-x0-0123456789abcdef-aaaaaaaaaaaa");
}

TEST(LedgerText, GrowsOnlyAtItsEnd) {
  const std::string older = three_lines();
  EXPECT_EQ(first_changed_line("", older), 0u);
  EXPECT_EQ(first_changed_line(older, older), 0u);
  EXPECT_EQ(first_changed_line(older, with_line(older, line_on("2026-12-04", '4'))), 0u);
  const auto lines = lines_of_three();
  // Line 3 of the file is the second entry.
  EXPECT_EQ(first_changed_line(older, ledger_of({lines[0], lines[2]})), 3u);
  EXPECT_EQ(first_changed_line(older, ledger_of({lines[0], lines[1]})), 4u);
  EXPECT_EQ(first_changed_line(older, ""), 1u);
  EXPECT_EQ(first_changed_line(older.substr(0, older.size() - 1), older), 4u);
}

}  // namespace
}  // namespace assay::submit
