// SPDX-License-Identifier: Apache-2.0
#include "submit/allowed_signers.h"

#include <gmock/gmock.h>

#include "submit/crypto.h"
#include "submit/ssh_wire.h"
#include "submit/vectors_test.h"

namespace assay::submit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using vectors::kAlicePublic;

const std::string& kOther = vectors::kEcdsa256Public;

std::string signers_fault(const std::string& text) {
  try {
    parse_allowed_signers(text, "trust");
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "no fault";
}

TEST(AllowedSigners, AreReadWithCommentsOptionsAndQuotes) {
  const auto signers = parse_allowed_signers(
      "# who may sign\n"
      "\n"
      "alice@example.org namespaces=\"assay-submission,git\",valid-after=\"20261201Z\","
      "valid-before=\"202701011230Z\" " +
          kAlicePublic +
          "\n"
          "  \"bob\"\tnamespaces=\"git\"\t" +
          kOther,
      "trust");
  ASSERT_EQ(signers.size(), 2u);
  EXPECT_EQ(signers[0].principal, "alice@example.org");
  EXPECT_THAT(signers[0].namespaces, ElementsAre("assay-submission", "git"));
  EXPECT_EQ(signers[0].valid_after, "2026-12-01T00:00:00Z");
  EXPECT_EQ(signers[0].valid_before, "2027-01-01T12:30:00Z");
  EXPECT_EQ(fingerprint(signers[0].key), vectors::kAliceFingerprint);
  EXPECT_EQ(base::to_text(signers[0].position), "trust:3");
  EXPECT_EQ(signers[1].principal, "bob");
  EXPECT_EQ(signers[1].valid_after, "");
  EXPECT_EQ(base::to_text(signers[1].position), "trust:4");
}

TEST(AllowedSigners, NeedNoOptionsAndMayBeNobody) {
  EXPECT_THAT(parse_allowed_signers("alice " + kAlicePublic + "\n", "trust")[0].namespaces,
              IsEmpty());
  EXPECT_THAT(parse_allowed_signers("", "trust"), IsEmpty());
  EXPECT_EQ(parse_allowed_signers("a valid-before=\"20270101123059Z\" " + kAlicePublic, "trust")[0]
                .valid_before,
            "2027-01-01T12:30:59Z");
}

TEST(AllowedSigners, TheLineForAKeyIsReadBack) {
  const auto signers = parse_allowed_signers(
      allowed_signers_line("alice@example.org", parse_key_line(kAlicePublic)) + "\n", "trust");
  EXPECT_EQ(signers.at(0).principal, "alice@example.org");
  EXPECT_THAT(signers.at(0).namespaces, ElementsAre("assay-submission"));
}

TEST(AllowedSigners, EveryLineThatCannotBeReadIsAnErrorWithItsPlace) {
  const std::string text =
      signers_fault("alice " + kAlicePublic + "\ngarbage\n# fine\nbob ssh-ed25519 AAAA\n");
  EXPECT_THAT(text, HasSubstr("trust:2: the key is missing; the form is: NAME"));
  EXPECT_THAT(text, HasSubstr("trust:4: the ssh-ed25519 key is not whole"));
}

TEST(AllowedSigners, PrincipalsThatAreNotPlainNamesAreRefused) {
  for (const auto& [name, why] : std::vector<std::pair<std::string, std::string>>{
           {"*@example.org", "a pattern is not a name"},
           {"alice?", "a pattern is not a name"},
           {"!alice", "a negated pattern is not a name"},
           {"alice,bob", "one line for each"},
           {"\"\"", "the name is empty"},
           {"Alice", "letters a to z"},
           {"\xd0\xb0lice", "letters a to z"},  // Cyrillic a
           {"al\xc4\xb1"
            "ce",
            "letters a to z"},  // i without its dot
           {"\xef\xbb\xbf"
            "alice",
            "control character"},  // byte order mark
           {"al\"i\"ce", "letters a to z"},
           {"\"alice\"x", "letters a to z"},
           {"\"alice bob\"", "letters a to z"},
           {"-alice", "letters a to z"},
           {"../alice", "letters a to z"},
           {std::string(101, 'a'), "longer than 100"}}) {
    EXPECT_THAT(signers_fault(name + " " + kAlicePublic), HasSubstr(why)) << name;
  }
}

TEST(AllowedSigners, QuotesAndOptionsHaveOneForm) {
  for (const auto& [options, why] : std::vector<std::pair<std::string, std::string>>{
           {"namespaces=\"git", "a quote is not closed"},
           {"namespaces=git", "the value of namespaces is not plain text in quotes"},
           {"namespaces", "the value of namespaces is not plain text in quotes"},
           {"namespaces=\"a\\\"b\"", "a quote is not closed"},
           {"namespaces=\"a\\\"b\\\"\"", "the value of namespaces is not plain text in quotes"},
           {"namespaces=\"a\"b\"c\"", "the value of namespaces is not plain text in quotes"},
           {"namespaces=\"assay-*\"", "not a list of plain names"},
           {"namespaces=\"!git,*\"", "not a list of plain names"},
           {"namespaces=\"git,\"", "not a list of plain names"},
           {"namespaces=\"\"", "not a list of plain names"},
           {"namespaces=\"a\",namespaces=\"b\"", "namespaces is given twice"},
           {"namespaces=\"a\",", "neither a type of key nor an option"},
           {"NAMESPACES=\"a\"", "neither a type of key nor an option"},
           {"verify-required", "neither a type of key nor an option"},
           {"namespaces=\"a\" valid-after=\"20261201Z\"", "not whole"},
           {"cert-authority", "certificates are not accepted"},
           {"namespaces=\"a\",cert-authority", "certificates are not accepted"}}) {
    EXPECT_THAT(signers_fault("alice " + options + " " + kAlicePublic), HasSubstr(why)) << options;
  }
}

TEST(AllowedSigners, TimesEndInZAndExist) {
  for (const auto& [value, why] :
       std::vector<std::pair<std::string, std::string>>{{"20261201", "does not end in Z"},
                                                        {"202612011230", "does not end in Z"},
                                                        {"20261201UTC", "does not end in Z"},
                                                        {"20261201z", "does not end in Z"},
                                                        {"20261301Z", "is not a time"},
                                                        {"20260229Z", "is not a time"},
                                                        {"202612012400Z", "is not a time"},
                                                        {"2026120112Z", "is not a time"},
                                                        {"20261201 Z", "is not a time"},
                                                        {"2026-12-01Z", "is not a time"},
                                                        {"Z", "is not a time"},
                                                        {"19700101Z", "is not a time"}}) {
    EXPECT_THAT(signers_fault("alice valid-after=\"" + value + "\" " + kAlicePublic),
                HasSubstr(why))
        << value;
  }
  EXPECT_THAT(
      signers_fault("alice valid-after=\"20261202Z\",valid-before=\"20261202Z\" " + kAlicePublic),
      HasSubstr("valid-before is not later than valid-after"));
}

TEST(AllowedSigners, KeysThatMayNotSignAreRefusedByName) {
  EXPECT_THAT(signers_fault("alice " + vectors::kDsaPublic), HasSubstr("trust:1: DSA keys"));
  EXPECT_THAT(signers_fault("alice " + vectors::kRsa2048Public), HasSubstr("2048 bits"));
  EXPECT_THAT(signers_fault("alice " + vectors::kCertificatePublic), HasSubstr("certificates"));
}

TEST(AllowedSigners, AKeyBelongsToOnePrincipal) {
  EXPECT_THAT(signers_fault("alice " + kAlicePublic + "\nbob namespaces=\"git\" " + kAlicePublic),
              HasSubstr("trust:2: bob: the key belongs to alice too, in line 1"));
  EXPECT_EQ(signers_fault("alice namespaces=\"a\" " + kAlicePublic + "\nalice namespaces=\"b\" " +
                          kAlicePublic),
            "no fault");
  EXPECT_EQ(signers_fault("alice " + kAlicePublic + "\nalice " + kOther), "no fault");
}

TEST(AllowedSigners, NoPrincipalLooksLikeAnother) {
  for (const auto& [one, two] : std::vector<std::pair<std::string, std::string>>{
           {"lab", "1ab"}, {"modern", "modem"}, {"o1", "0l"}, {"vvork", "work"}, {"a-b", "a_b"}}) {
    EXPECT_THAT(signers_fault(one + " " + kAlicePublic + "\n" + two + " " + kOther),
                HasSubstr("trust:2: " + two + ": the name looks like " + one + " in line 1"));
  }
}

TEST(AllowedSigners, ControlCharactersAndBrokenTextAreRefused) {
  for (const std::string& end : {std::string("\r"), std::string(1, '\0'), std::string("\x1b[31m"),
                                 std::string("\xe2\x80\xae"), std::string("\xff")}) {
    EXPECT_THAT(signers_fault("alice " + kAlicePublic + " comment" + end + "\n"),
                HasSubstr("control character"));
  }
  EXPECT_EQ(signers_fault("alice " + kAlicePublic + " \xe6\x9d\xa8\n"),
            "no fault");  // a comment in Chinese
}

}  // namespace
}  // namespace assay::submit
