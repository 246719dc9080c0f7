// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.h"

#include <sodium.h>

#include <array>
#include <cstring>

#include "base/ensure.h"

namespace assay::base {
namespace {

using Digest = std::array<unsigned char, crypto_hash_sha256_BYTES>;

std::string hex_of(const Digest& digest) {
  std::string hex(2 * digest.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
  hex.pop_back();
  return hex;
}

const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

std::string sha256(std::string_view bytes) {
  // Safe from several threads and at once after the first time; chooses the fastest code.
  ensure(sodium_init() >= 0, "libsodium can be started");
  Digest digest{};
  crypto_hash_sha256(digest.data(), data_of(bytes), bytes.size());
  return hex_of(digest);
}

// The state is copied in and out, because only the library knows its type.
Sha256::Sha256() {
  static_assert(sizeof(crypto_hash_sha256_state) == sizeof state_);
  ensure(sodium_init() >= 0, "libsodium can be started");
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::memcpy(state_.data(), &state, sizeof state);
}

void Sha256::add(std::string_view bytes) {
  crypto_hash_sha256_state state;
  std::memcpy(&state, state_.data(), sizeof state);
  crypto_hash_sha256_update(&state, data_of(bytes), bytes.size());
  std::memcpy(state_.data(), &state, sizeof state);
}

std::string Sha256::text() const {
  crypto_hash_sha256_state state;
  std::memcpy(&state, state_.data(), sizeof state);
  Digest digest{};
  crypto_hash_sha256_final(&state, digest.data());
  return hex_of(digest);
}

}  // namespace assay::base
