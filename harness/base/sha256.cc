// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.h"

#include <sodium.h>

#include <array>

#include "base/ensure.h"

namespace assay::base {

std::string sha256(std::string_view bytes) {
  // Safe from several threads and at once after the first time; chooses the fastest code.
  ensure(sodium_init() >= 0, "libsodium can be started");
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  std::string hex(2 * digest.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
  hex.pop_back();
  return hex;
}

}  // namespace assay::base
