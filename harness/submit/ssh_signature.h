// SPDX-License-Identifier: Apache-2.0
// Signatures in the SSHSIG format (OpenSSH's PROTOCOL.sshsig), made and checked. We take less than
// ssh-keygen -Y verify does: what is good here is good there. Who the signer is, is the subject of
// signers.h.
//
// The bytes of a signature are never an identity: the same key can sign the same message in many
// ways, and anybody can change how a signature is written. The key and the message are identities.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/outcome.h"
#include "base/units.h"
#include "submit/key_file.h"
#include "submit/ssh_key.h"

namespace assay::submit {

inline constexpr std::string_view kSubmissionNamespace = "assay-submission";
inline constexpr base::Bytes kLargestMessage{64u << 20};
inline constexpr base::Bytes kLargestSignature{64u << 10};

// Armored, hashed with SHA-512: the same bytes as ssh-keygen -Y sign writes for this key.
std::string sign_message(std::string_view message, std::string_view name_space,
                         const PrivateKey& key);

struct SignatureResult {
  // ok: the key signed these bytes. failed: it is refused. unavailable: undecided, because this
  // machine cannot check this type, or nothing was looked at.
  base::Outcome outcome = base::Outcome::unavailable("not-checked", "it was not looked at");
  std::optional<SshKey> key;  // as soon as it could be read; says nothing unless ok
  std::string hash;           // of the message: "sha256" or "sha512"
};

struct SignatureOptions {
  std::string_view name_space = kSubmissionNamespace;
  std::string ssh_keygen = "ssh-keygen";  // checks ECDSA and RSA
};

// Codes of refusal, beside those of judge_key: "message-too-large", "signature-too-large",
// "bad-armor", "not-sshsig", "bad-version", "malformed", "trailing-bytes", "bad-reserved",
// "other-namespace", "bad-hash", "malformed-key", "sha1-signature", "other-signature-type",
// "malformed-signature", "no-user-presence", "wrong-signature". Undecided: "no-ssh-keygen",
// "ssh-keygen-failed".
SignatureResult verify_signature(std::string_view message, std::string_view armored,
                                 const SignatureOptions& options = {});

// One line for people, whatever the result: "good signature: ssh-ed25519 SHA256:..., sha512".
std::string sentence(const SignatureResult& result);

}  // namespace assay::submit
