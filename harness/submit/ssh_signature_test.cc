// SPDX-License-Identifier: Apache-2.0
// Forged ones go through ssh-keygen too in signatures_test.py.
#include "submit/ssh_signature.h"

#include <gmock/gmock.h>

#include "submit/crypto.h"
#include "submit/ssh_wire.h"
#include "submit/vectors_test.h"
#include "sys/environment.h"

namespace assay::submit {
namespace {

using namespace std::string_literals;  // NOLINT: bytes with NUL
using base::Outcome;
using testing::HasSubstr;

constexpr std::string_view kLabel = "SSH SIGNATURE";
const std::string kNamespace(kSubmissionNamespace);

PrivateKey alice() { return make_key(vectors::kAliceSeed, ""); }

// The structure of PROTOCOL.sshsig, with what a case changes.
struct Made {
  std::uint32_t version = 1;
  std::string key, name_space = kNamespace, reserved, hash = "sha512", type = "ssh-ed25519",
                   signature, after;

  std::string text() const {
    return armor("SSHSIG" + wire_number(version) + wire_string(key) + wire_string(name_space) +
                     wire_string(reserved) + wire_string(hash) +
                     wire_string(wire_string(type) + wire_string(signature)) + after,
                 kLabel);
  }
};

std::string to_sign(const std::string& name_space, const std::string& digest) {
  return "SSHSIG" + wire_string(name_space) + wire_string("") + wire_string("sha512") +
         wire_string(digest);
}

Made made_by_alice() {
  Made made;
  made.key = alice().key.blob;
  made.signature =
      sign_ed25519(to_sign(kNamespace, sha512_bytes(vectors::kMessage)), alice().secret);
  return made;
}

std::string code_of(const std::string& armored) {
  return verify_signature(vectors::kMessage, armored).outcome.code;
}

TEST(SignMessage, WritesTheBytesOfSshKeygen) {
  EXPECT_EQ(sign_message(vectors::kMessage, kNamespace, alice()), vectors::kAliceSha512);
  EXPECT_EQ(sign_message(vectors::kMessage, "git", alice()), vectors::kAliceForGit);
}

TEST(VerifySignature, TakesEd25519WithBothHashes) {
  for (const auto& [armored, hash] : std::vector<std::pair<std::string, std::string>>{
           {vectors::kAliceSha512, "sha512"}, {vectors::kAliceSha256, "sha256"}}) {
    const SignatureResult result = verify_signature(vectors::kMessage, armored);
    EXPECT_EQ(result.outcome, Outcome::ok());
    EXPECT_EQ(result.hash, hash);
    EXPECT_EQ(fingerprint(result.key.value()), vectors::kAliceFingerprint);
    EXPECT_EQ(sentence(result),
              "good signature: ssh-ed25519 " + vectors::kAliceFingerprint + ", " + hash);
  }
  EXPECT_EQ(code_of(made_by_alice().text()), "");  // what the cases below begin with
}

TEST(VerifySignature, RefusesWhatIsNotSigned) {
  EXPECT_EQ(verify_signature("hullo\n", vectors::kAliceSha512).outcome.code, "wrong-signature");
  EXPECT_EQ(verify_signature("", vectors::kAliceSha512).outcome.code, "wrong-signature");
  EXPECT_EQ(code_of(vectors::kAliceForGit), "other-namespace");
  EXPECT_EQ(verify_signature(vectors::kMessage, vectors::kAliceForGit, {.name_space = "git"})
                .outcome.code,
            "");
}

TEST(VerifySignature, RefusesEveryFieldThatIsNotAsItShouldBe) {
  const auto changed = [](const auto& change) {
    Made made = made_by_alice();
    change(made);
    return code_of(made.text());
  };
  EXPECT_EQ(changed([](Made& made) { made.version = 0; }), "bad-version");
  EXPECT_EQ(changed([](Made& made) { made.version = 2; }), "bad-version");
  EXPECT_EQ(changed([](Made& made) { made.reserved = "x"; }), "bad-reserved");
  EXPECT_EQ(changed([](Made& made) { made.name_space += '\0'; }), "other-namespace");
  EXPECT_EQ(changed([](Made& made) { made.name_space = ""; }), "other-namespace");
  EXPECT_EQ(changed([](Made& made) { made.hash = "sha1"; }), "bad-hash");
  EXPECT_EQ(changed([](Made& made) { made.hash = "sha256"; }), "wrong-signature");
  EXPECT_EQ(changed([](Made& made) { made.after = "x"; }), "trailing-bytes");
  EXPECT_EQ(changed([](Made& made) { made.key.pop_back(); }), "malformed-key");
  EXPECT_EQ(changed([](Made& made) { made.key += "x"; }), "malformed-key");
  EXPECT_EQ(changed([](Made& made) { made.key = wire_string("ssh-new"); }), "unknown-key-type");
  EXPECT_EQ(changed([](Made& made) { made.signature.pop_back(); }), "malformed-signature");
  EXPECT_EQ(changed([](Made& made) { made.signature += "x"; }), "malformed-signature");
  EXPECT_EQ(changed([](Made& made) { made.type = "rsa-sha2-512"; }), "other-signature-type");
  EXPECT_EQ(code_of(armor("SSHSIH" + std::string(200, 'x'), kLabel)), "not-sshsig");
}

// RFC 8032, section 5.1.7: S below the order of the group, 2^252 +
// 277423177773723535358519377908836 48493. S + L satisfies the equation too.
TEST(VerifySignature, RefusesTheSecondFormOfAnEd25519Signature) {
  constexpr unsigned char kOrder[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,
                                        0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
                                        0,    0,    0,    0,    0,    0,    0,    0,
                                        0,    0,    0,    0,    0,    0,    0,    0x10};
  Made made = made_by_alice();
  unsigned carry = 0;
  for (std::size_t at = 0; at < 32; ++at) {
    carry += static_cast<unsigned char>(made.signature[32 + at]) + kOrder[at];
    made.signature[32 + at] = static_cast<char>(carry & 0xffu);
    carry >>= 8;
  }
  ASSERT_EQ(carry, 0u);
  EXPECT_EQ(code_of(made.text()), "wrong-signature");
}

TEST(VerifySignature, RefusesEveryLengthButTheWholeAndEveryBit) {
  const std::string text = vectors::kAliceSha512;
  for (std::size_t length = 0; length < text.size(); ++length) {
    EXPECT_EQ(code_of(text.substr(0, length)), "bad-armor") << length;
  }
  const std::string bytes = *unarmor(text, kLabel).bytes;
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string changed = bytes;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(verify_signature(vectors::kMessage, armor(changed, kLabel)).outcome.kind,
              Outcome::Kind::failed)
        << bit;
  }
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_NE(code_of(armor(bytes.substr(0, length), kLabel)), "") << length;
  }
}

// PROTOCOL.u2f: SHA-256 of the application, flags, counter, SHA-256 of what is signed.
Made made_by_hardware(const std::string& flags) {
  const std::string counter = wire_number(7);
  Made made;
  made.type = "sk-ssh-ed25519@openssh.com";
  made.key = wire_string(made.type) + wire_string(alice().key.point) + wire_string("ssh:");
  made.signature =
      sign_ed25519(sha256_bytes("ssh:") + flags + counter +
                       sha256_bytes(to_sign(kNamespace, sha512_bytes(vectors::kMessage))),
                   alice().secret);
  return made;
}

std::string hardware_text(const Made& made, const std::string& flags, const std::string& counter) {
  return armor(
      "SSHSIG" + wire_number(1) + wire_string(made.key) + wire_string(made.name_space) +
          wire_string("") + wire_string(made.hash) +
          wire_string(wire_string(made.type) + wire_string(made.signature) + flags + counter),
      kLabel);
}

TEST(VerifySignature, TakesAHardwareKeyThatSomebodyTouched) {
  const std::string seven = wire_number(7), eight = wire_number(8);
  const auto code = [&](const std::string& flags, const std::string& said,
                        const std::string& counter) {
    return code_of(hardware_text(made_by_hardware(flags), said, counter));
  };
  EXPECT_EQ(code("\x01", "\x01", seven), "");
  EXPECT_EQ(code("\x05", "\x05", seven), "");  // and whose PIN was entered
  EXPECT_EQ(code("\0"s, "\0"s, seven), "no-user-presence");
  EXPECT_EQ(code("\0"s, "\x01", seven), "wrong-signature");
  EXPECT_EQ(code("\x01", "\x05", seven), "wrong-signature");
  EXPECT_EQ(code("\x01", "\x01", eight), "wrong-signature");
  EXPECT_EQ(code("\x01", "\x01", seven + "x"), "malformed-signature");
  EXPECT_EQ(code("\x01", "\x01", seven.substr(1)), "malformed-signature");
  EXPECT_EQ(code("\x01", "", ""), "malformed-signature");
}

TEST(VerifySignature, RefusesKeysOfOtherKindsEachByName) {
  EXPECT_EQ(code_of(vectors::kDsa), "dsa-key");
  EXPECT_EQ(code_of(vectors::kRsa2048), "short-rsa-key");
  EXPECT_EQ(code_of(vectors::kCertificate), "certificate");
  EXPECT_EQ(sentence(verify_signature(vectors::kMessage, vectors::kRsa2048)),
            "signature refused: the RSA key has 2048 bits, at least 3072 are needed");
}

TEST(VerifySignature, LeavesEcdsaAndRsaToSshKeygen) {
  const bool here = sys::find_program("ssh-keygen").has_value();
  for (const std::string& armored :
       {vectors::kEcdsa256, vectors::kEcdsa384, vectors::kEcdsa521, vectors::kRsa3072}) {
    if (here) {
      EXPECT_EQ(code_of(armored), "") << armored;
      EXPECT_EQ(verify_signature("x", armored).outcome.code, "wrong-signature");
    }
    const SignatureResult undecided =
        verify_signature(vectors::kMessage, armored, {.ssh_keygen = "no-such-ssh-keygen"});
    EXPECT_EQ(undecided.outcome.kind, Outcome::Kind::unavailable);
    EXPECT_THAT(sentence(undecided), HasSubstr("signature undecided: "));
  }
}

TEST(VerifySignature, LooksAtTheFormOfEcdsaAndRsaFirst) {
  Made made;
  made.key = parse_key_line(vectors::kRsa3072Public).blob;
  made.type = "rsa-sha2-512";
  made.signature = std::string(383, 'x');
  EXPECT_EQ(code_of(made.text()), "malformed-signature");
  made.type = "ssh-rsa";
  EXPECT_EQ(code_of(made.text()), "sha1-signature");
  made.type = "rsa-sha2-512-cert-v01@openssh.com";
  EXPECT_EQ(code_of(made.text()), "other-signature-type");
  made.key = parse_key_line(vectors::kEcdsa256Public).blob;
  made.type = "ecdsa-sha2-nistp256";
  for (const std::string& pair : {wire_string("x"), wire_string("x") + wire_string("\0x"s),
                                  wire_string("x") + wire_string("y") + "z",
                                  wire_string("x") + wire_string("\x01" + std::string(32, 'y'))}) {
    made.signature = pair;
    EXPECT_EQ(code_of(made.text()), "malformed-signature");
  }
}

TEST(VerifySignature, HasLimits) {
  EXPECT_EQ(code_of(std::string((64 << 10) + 1, 'x')), "signature-too-large");
  EXPECT_EQ(verify_signature(std::string((64 << 20) + 1, 'x'), vectors::kAliceSha512).outcome.code,
            "message-too-large");
}

}  // namespace
}  // namespace assay::submit
