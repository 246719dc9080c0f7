// SPDX-License-Identifier: Apache-2.0
// What signatures need of libsodium, whose header stays in crypto.cc. Hashes, keys and signatures
// are raw bytes here; what they mean in OpenSSH's formats is the subject of other parts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace assay::submit {

std::string sha256_bytes(std::string_view bytes);  // 32 bytes
std::string sha512_bytes(std::string_view bytes);  // 64 bytes

// RFC 4648. What is read must be what is written: with padding, no other character, unused bits 0.
std::string to_base64(std::string_view bytes);
std::string to_base64_unpadded(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

constexpr std::size_t kEd25519KeyBytes = 32;
constexpr std::size_t kEd25519SecretBytes = 64;  // the seed and the public key
constexpr std::size_t kEd25519SignatureBytes = 64;

struct Ed25519Pair {
  std::string public_key, secret;
};
Ed25519Pair ed25519_pair(std::string_view seed);  // of 32 bytes
std::string random_bytes(std::size_t count);

std::string sign_ed25519(std::string_view bytes, std::string_view secret);
// RFC 8032, with what it leaves open decided: refuses S not below the order of the group, and keys
// and points R that are not canonical or of small order.
bool ed25519_holds(std::string_view signature, std::string_view bytes, std::string_view public_key);

}  // namespace assay::submit
