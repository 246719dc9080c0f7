// SPDX-License-Identifier: Apache-2.0
#include "submit/report.h"

#include <gmock/gmock.h>

namespace assay::submit {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Key;
using testing::Not;
using testing::Pair;

Checked good() {
  Checked checked;
  const auto key = make_key(std::string(32, 'a'), "alice");
  checked.signature = verify_signature("x", sign_message("x", kSubmissionNamespace, key));
  checked.signer = {base::Outcome::ok(), "alice@example.org"};
  checked.manifest.made = "2026-12-01T08:00:00Z";
  return checked;
}

TEST(Report, SaysTheVerdictFirst) {
  const auto lines = lines_of(good(), "rlimits, seccomp");
  EXPECT_EQ(lines.front(), std::pair(std::string("verdict"), std::string("accepted")));
  EXPECT_THAT(lines, Contains(Pair("signer", HasSubstr("alice@example.org, ssh-ed25519 SHA256:"))));
  EXPECT_THAT(lines, Contains(Pair("read behind", "rlimits, seccomp")));
  EXPECT_EQ(exit_of(good()), base::Exit::done);
}

TEST(Report, NamesEveryReason) {
  auto checked = good();
  checked.refusals = {base::Outcome::failed("wrong-hash", "record.json is another one"),
                      base::Outcome::failed("wrong-sums", "so are the sums")};
  const auto lines = lines_of(checked, "");
  EXPECT_THAT(lines, Contains(Pair("because", "record.json is another one (wrong-hash)")));
  EXPECT_THAT(lines, Contains(Pair("because", "so are the sums (wrong-sums)")));
  EXPECT_EQ(exit_of(checked), base::Exit::bad);
  const auto json = json_of(checked, "a.assay", "");
  EXPECT_EQ(json.text("verdict"), "refused");
  EXPECT_EQ(json.find("reasons")->array()->size(), 2u);
}

TEST(Report, OfWhatCouldNotBeOpenedNamesNoKey) {
  Checked checked;
  checked.refusals = {base::Outcome::failed("not-gzip", "these bytes are no archive")};
  EXPECT_FALSE(is_accepted(Checked()));  // what nobody looked at
  EXPECT_THAT(lines_of(checked, ""),
              Contains(Pair("signer", "signature undecided: it was not looked at")));
  const auto json = json_of(checked, "a.assay", "");
  EXPECT_EQ(json.text("verdict"), "refused");
  EXPECT_EQ(json.text("key"), "");
}

TEST(Report, NamesRoundAndDivision) {
  auto checked = good();
  checked.record.cells.emplace_back();
  checked.record.round = {.name = "2026-winter", .sha256 = "f", .division = "open"};
  EXPECT_THAT(lines_of(checked, ""), Contains(Pair("round", "2026-winter, open division")));
  EXPECT_EQ(json_of(checked, "a.assay", "").text("division"), "open");
}

TEST(Report, AcceptsWithRemarks) {
  auto checked = good();
  checked.remarks = {{"session-drift", "/hosts", "session 2 took 1.20 times as long", false}};
  EXPECT_EQ(lines_of(checked, "").front().second, "accepted with remarks");
  EXPECT_THAT(lines_of(checked, ""),
              Contains(Pair("remark", "session 2 took 1.20 times as long (session-drift)")));
  EXPECT_EQ(exit_of(checked), base::Exit::done);
  const auto json = json_of(checked, "a.assay", "");
  EXPECT_EQ(json.find("remarks")->array()->at(0).text("at"), "/hosts");
}

TEST(Report, HasTheLineToAddForASignerWhomNobodyKnows) {
  auto checked = good();
  checked.signer = {base::Outcome::failed(std::string(kNotEnrolled), "nobody knows it"), ""};
  const auto [what, line] = lines_of(checked, "").back();
  EXPECT_EQ(what, "");  // so that it is not wrapped, and can be copied
  EXPECT_THAT(line, testing::StartsWith(
                        "name@example.org namespaces=\"assay-submission\" ssh-ed25519 AAAA"));
  EXPECT_EQ(exit_of(checked), base::Exit::bad);
  EXPECT_THAT(lines_of(good(), ""), Not(Contains(Key("next"))));
}

TEST(Report, ShowsNotesAsOneLine) {
  auto checked = good();
  checked.notes = "The fan was loud.\nIt was hot.\n";
  EXPECT_THAT(lines_of(checked, ""), Contains(Pair("notes", R"(The fan was loud.\nIt was hot.)")));
}

TEST(Report, OfASignatureThatCannotBeCheckedHereIsUndecided) {
  auto checked = good();
  checked.signature.outcome = base::Outcome::unavailable("no-ssh-keygen", "ssh-keygen is not here");
  EXPECT_EQ(lines_of(checked, "").front().second, "undecided");
  EXPECT_EQ(exit_of(checked), base::Exit::missing);
}

TEST(Readable, ShowsAllThatIsSentAndNoControlCharacters) {
  const auto text =
      readable({{"record.json", "{\n  \"a\": \"\x1b[31m\"\n}\n"},
                {std::string(kMachine), R"({"files":[{"path":"/proc/cpuinfo","text":"model : x"}],)"
                                        R"("schema":"assay.machine/1"})"}});
  EXPECT_THAT(text, HasSubstr("\"record.json\" (19 B)\n  {\n    \"a\": \"\\x1b[31m\"\n  }\n"));
  EXPECT_THAT(text, HasSubstr("  /proc/cpuinfo:\n  model : x\n"));
  EXPECT_THAT(readable({{std::string(kKit), R"({"arch":"x86_64","files":[]})"}}),
              HasSubstr("  {\n    \"arch\": \"x86_64\","));
  EXPECT_THAT(readable({{std::string(kMachine), "no JSON"}}), HasSubstr("\n  no JSON\n"));
}

}  // namespace
}  // namespace assay::submit
