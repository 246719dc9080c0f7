// SPDX-License-Identifier: Apache-2.0
// Public keys of OpenSSH: as bytes (RFC 4253 section 6.6, RFC 5656, RFC 8709, OpenSSH's
// PROTOCOL.u2f) and as one line of text. Keys that may not sign a submission are recognised, so
// that they can be refused by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/outcome.h"

namespace assay::submit {

enum class KeyKind { ed25519, sk_ed25519, ecdsa, sk_ecdsa, rsa, dsa, certificate, other };

struct SshKey {
  KeyKind kind = KeyKind::other;
  std::string type{};         // "ssh-ed25519"
  std::string blob{};         // all of the public key: two keys are the same when these bytes are
  unsigned bits = 0;          // as ssh-keygen counts them; 0 of DSA, certificates and other keys
  std::string point{};        // Ed25519: the 32 bytes
  std::string application{};  // keys on hardware (sk): "ssh:" and what follows
};

KeyKind kind_of(std::string_view type);

// Nothing when the bytes are not one whole key of a type that may sign. Of the other types only the
// name is read.
std::optional<SshKey> parse_key_blob(std::string_view blob);

// "ssh-ed25519 AAAA... comment". Throws Error(usage).
SshKey parse_key_line(std::string_view line);
std::string key_line(const SshKey& key, std::string_view comment = {});

// "SHA256:..." as ssh-keygen -l prints it.
std::string fingerprint(const SshKey& key);
bool is_fingerprint(std::string_view text);

// May a key of this kind and size sign submissions? Codes: "dsa-key", "short-rsa-key",
// "certificate", "unknown-key-type", "foreign-application".
base::Outcome judge_key(const SshKey& key);

}  // namespace assay::submit
