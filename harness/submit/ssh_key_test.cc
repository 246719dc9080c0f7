// SPDX-License-Identifier: Apache-2.0
#include "submit/ssh_key.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "submit/crypto.h"
#include "submit/ssh_wire.h"
#include "submit/vectors_test.h"

namespace assay::submit {
namespace {

using namespace std::string_literals;  // NOLINT: bytes with NUL
using testing::HasSubstr;

std::string key_line_fault(std::string_view line) {
  try {
    parse_key_line(line);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "no fault";
}

TEST(SshKey, HasTheFingerprintAndSizeThatSshKeygenPrints) {
  for (const auto& [line, print, bits] :
       std::vector<std::tuple<std::string, std::string, unsigned>>{
           {vectors::kAlicePublic, vectors::kAliceFingerprint, 256},
           {vectors::kEcdsa521Public, vectors::kEcdsa521Fingerprint, 521},
           {vectors::kRsa3072Public, vectors::kRsa3072Fingerprint, 3072}}) {
    const SshKey key = parse_key_line(line);
    EXPECT_EQ(fingerprint(key), print);
    EXPECT_EQ(key.bits, bits);
    EXPECT_TRUE(is_fingerprint(print));
  }
  EXPECT_EQ(parse_key_line(vectors::kRsa2048Public).bits, 2048u);
}

TEST(SshKey, IsWrittenAsItWasRead) {
  EXPECT_EQ(key_line(parse_key_line(vectors::kAlicePublic), "alice@example.org"),
            vectors::kAlicePublic);
  const SshKey key = parse_key_line(vectors::kAlicePublic);
  EXPECT_EQ(parse_key_line("ssh-ed25519 \t" + to_base64(key.blob) + "\tmore words").blob, key.blob);
}

TEST(SshKey, OfEachTypeIsRecognisedAndSomeAreRefusedByName) {
  for (const auto& [line, kind, code] : std::vector<std::tuple<std::string, KeyKind, std::string>>{
           {vectors::kAlicePublic, KeyKind::ed25519, ""},
           {vectors::kEcdsa256Public, KeyKind::ecdsa, ""},
           {vectors::kEcdsa384Public, KeyKind::ecdsa, ""},
           {vectors::kEcdsa521Public, KeyKind::ecdsa, ""},
           {vectors::kRsa3072Public, KeyKind::rsa, ""},
           {vectors::kRsa2048Public, KeyKind::rsa, "short-rsa-key"},
           {vectors::kDsaPublic, KeyKind::dsa, "dsa-key"},
           {vectors::kCertificatePublic, KeyKind::certificate, "certificate"}}) {
    const SshKey key = parse_key_line(line);
    EXPECT_EQ(key.kind, kind) << line;
    EXPECT_EQ(judge_key(key).code, code) << line;
  }
  EXPECT_EQ(kind_of("ssh-xmss@openssh.com"), KeyKind::other);
  EXPECT_EQ(kind_of("sk-ssh-ed25519-cert-v01@openssh.com"), KeyKind::certificate);
  EXPECT_EQ(judge_key(*parse_key_blob(wire_string("ssh-xmss@openssh.com"))).code,
            "unknown-key-type");
}

TEST(SshKey, OnHardwareIsForSshOnly) {
  const std::string begin =
      wire_string("sk-ssh-ed25519@openssh.com") + wire_string(std::string(32, 'x'));
  const auto key = parse_key_blob(begin + wire_string("ssh:"));
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->kind, KeyKind::sk_ed25519);
  EXPECT_TRUE(judge_key(*key).good());
  EXPECT_EQ(judge_key(*parse_key_blob(begin + wire_string("https://example.org"))).code,
            "foreign-application");
  EXPECT_EQ(parse_key_blob(begin), std::nullopt);
}

TEST(SshKey, IsReadWholeAndWithNothingBehind) {
  for (const std::string& line :
       {vectors::kAlicePublic, vectors::kEcdsa256Public, vectors::kRsa3072Public}) {
    const std::string blob = parse_key_line(line).blob;
    for (std::size_t length = 0; length < blob.size(); ++length) {
      EXPECT_EQ(parse_key_blob(std::string_view(blob).substr(0, length)), std::nullopt) << length;
    }
    EXPECT_EQ(parse_key_blob(blob + "x"), std::nullopt);
  }
}

TEST(SshKey, WithAnotherFormOfItsNumbersIsRefused) {
  const auto rsa = [](const std::string& exponent, const std::string& modulus) {
    return parse_key_blob(wire_string("ssh-rsa") + wire_string(exponent) + wire_string(modulus));
  };
  const std::string modulus = "\0\x80"s + std::string(383, 'x');
  ASSERT_TRUE(rsa("\x01\0\x01"s, modulus).has_value());
  EXPECT_EQ(rsa("\x01\0\x01"s, modulus)->bits, 3072u);
  EXPECT_EQ(rsa("\0\x01\0\x01"s, modulus), std::nullopt);  // another fingerprint of the same key
  EXPECT_EQ(rsa("\x01\0\x01"s, "\0"s + modulus), std::nullopt);
  EXPECT_EQ(rsa("\x01\0\x01"s, modulus.substr(1)), std::nullopt);  // negative
  EXPECT_EQ(rsa("", modulus), std::nullopt);
  EXPECT_EQ(rsa("\x01\0\x01"s, "\x01"s + std::string(4000, 'x')), std::nullopt);
  const auto ecdsa = [](const std::string& curve, const std::string& point) {
    return parse_key_blob(wire_string("ecdsa-sha2-nistp256") + wire_string(curve) +
                          wire_string(point));
  };
  EXPECT_TRUE(ecdsa("nistp256", "\x04" + std::string(64, 'x')).has_value());
  EXPECT_EQ(ecdsa("nistp384", "\x04" + std::string(64, 'x')), std::nullopt);
  EXPECT_EQ(ecdsa("nistp256", "\x02" + std::string(32, 'x')), std::nullopt);  // compressed
}

TEST(SshKey, ThatIsNotOneSaysWhatIsWrong) {
  EXPECT_THAT(key_line_fault(""), HasSubstr("the form is: ssh-ed25519 AAAA"));
  EXPECT_THAT(key_line_fault("ssh-ed25519"), HasSubstr("not a public key of OpenSSH"));
  EXPECT_THAT(key_line_fault("ssh-ed25519 AAAA!"), HasSubstr("the ssh-ed25519 key is not whole"));
  EXPECT_THAT(key_line_fault(vectors::kAlicePublic.substr(0, 60)), HasSubstr("not whole"));
  EXPECT_THAT(key_line_fault("ssh-rsa" + vectors::kAlicePublic.substr(11)),
              HasSubstr("the key is of type ssh-ed25519, the line says ssh-rsa"));
}

TEST(Fingerprint, HasOneForm) {
  const std::string print = vectors::kAliceFingerprint;
  EXPECT_FALSE(is_fingerprint(""));
  EXPECT_FALSE(is_fingerprint(print + "="));
  EXPECT_FALSE(is_fingerprint(print.substr(0, print.size() - 1)));
  EXPECT_FALSE(is_fingerprint("sha256" + print.substr(6)));
  EXPECT_FALSE(is_fingerprint(print.substr(0, print.size() - 1) + "9"));  // bits beyond the 256
}

}  // namespace
}  // namespace assay::submit
