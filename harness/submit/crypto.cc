// SPDX-License-Identifier: Apache-2.0
#include "submit/crypto.h"

#include <sodium.h>

#include "base/ensure.h"

namespace assay::submit {
namespace {

const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* data_of(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

// Safe from several threads and at once after the first time.
void start() { base::ensure(sodium_init() >= 0, "libsodium can be started"); }

std::string encode(std::string_view bytes, int variant) {
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), data_of(bytes), bytes.size(), variant);
  text.pop_back();  // the final NUL
  return text;
}

}  // namespace

std::string sha256_bytes(std::string_view bytes) {
  start();
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(data_of(digest), data_of(bytes), bytes.size());
  return digest;
}

std::string sha512_bytes(std::string_view bytes) {
  start();
  std::string digest(crypto_hash_sha512_BYTES, '\0');
  crypto_hash_sha512(data_of(digest), data_of(bytes), bytes.size());
  return digest;
}

std::string to_base64(std::string_view bytes) {
  return encode(bytes, sodium_base64_VARIANT_ORIGINAL);
}

std::string to_base64_unpadded(std::string_view bytes) {
  return encode(bytes, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  std::size_t count = 0;
  // Without a place for the end of what was read, text that follows is an error.
  if (sodium_base642bin(data_of(bytes), bytes.size(), text.data(), text.size(), nullptr, &count,
                        nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
    return std::nullopt;
  }
  bytes.resize(count);
  return bytes;
}

Ed25519Pair ed25519_pair(std::string_view seed) {
  static_assert(kEd25519KeyBytes == crypto_sign_PUBLICKEYBYTES);
  static_assert(kEd25519SecretBytes == crypto_sign_SECRETKEYBYTES);
  static_assert(kEd25519SignatureBytes == crypto_sign_BYTES);
  base::ensure(seed.size() == crypto_sign_SEEDBYTES, "a seed has 32 bytes");
  start();
  Ed25519Pair pair{.public_key = std::string(kEd25519KeyBytes, '\0'),
                   .secret = std::string(kEd25519SecretBytes, '\0')};
  crypto_sign_seed_keypair(data_of(pair.public_key), data_of(pair.secret), data_of(seed));
  return pair;
}

std::string random_bytes(std::size_t count) {
  start();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string sign_ed25519(std::string_view bytes, std::string_view secret) {
  base::ensure(secret.size() == kEd25519SecretBytes, "a secret key has 64 bytes");
  start();
  std::string signature(kEd25519SignatureBytes, '\0');
  crypto_sign_detached(data_of(signature), nullptr, data_of(bytes), bytes.size(), data_of(secret));
  return signature;
}

bool ed25519_holds(std::string_view signature, std::string_view bytes,
                   std::string_view public_key) {
  if (signature.size() != kEd25519SignatureBytes || public_key.size() != kEd25519KeyBytes) {
    return false;
  }
  start();
  return crypto_sign_verify_detached(data_of(signature), data_of(bytes), bytes.size(),
                                     data_of(public_key)) == 0;
}

}  // namespace assay::submit
