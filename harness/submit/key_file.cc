// SPDX-License-Identifier: Apache-2.0
#include "submit/key_file.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "base/ensure.h"
#include "base/error.h"
#include "base/text.h"
#include "submit/crypto.h"
#include "submit/ssh_wire.h"
#include "sys/files.h"

namespace assay::submit {
namespace {

namespace fs = std::filesystem;
using namespace base::literals;  // NOLINT: the point of literals
using base::Error;
using base::Exit;

constexpr std::string_view kKeyLabel = "OPENSSH PRIVATE KEY";
constexpr std::string_view kKeyMagic{"openssh-key-v1\0", 15};
constexpr std::string_view kType = "ssh-ed25519";
constexpr std::string_view kNone = "none";
constexpr std::size_t kCipherBlock = 8;  // of the cipher "none"
constexpr base::Bytes kLargestFile = 64_KiB;
constexpr std::string_view kUseKeygen =
    "sign with ssh-keygen -Y sign, which asks for a passphrase, takes keys of all types and uses "
    "an agent";

Error unusable(const std::string& name, std::string_view why) {
  return Error(Exit::usage, fmt::format("{}: {}", base::printable(name), why))
      .hint(std::string(kUseKeygen));
}

bool is_padding(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (static_cast<unsigned char>(bytes[at]) != at + 1) return false;
  }
  return bytes.size() < kCipherBlock;
}

// The part that a passphrase would encrypt.
PrivateKey read_secret_part(std::string_view bytes, std::string_view blob,
                            const std::string& name) {
  WireReader reader(bytes);
  const std::uint32_t check = reader.number();
  const bool checked = check == reader.number();
  const std::string_view type = reader.string();
  if (checked && !reader.failed() && type != kType) {
    throw unusable(name,
                   fmt::format("the key is of type {}, not {}", base::printable(type, 80), kType));
  }
  const std::string_view point = reader.string(), secret = reader.string(),
                         comment = reader.string();
  if (!checked || reader.failed() || secret.size() != kEd25519SecretBytes ||
      !is_padding(reader.left())) {
    throw unusable(name, "the private key is damaged");
  }
  PrivateKey key = make_key(secret.substr(0, kEd25519KeyBytes), std::string(comment));
  // To sign with a public key that is not the secret's own would give the secret away.
  if (key.secret != secret || key.key.point != point || key.key.blob != blob) {
    throw unusable(name, "the private and the public key do not belong together");
  }
  return key;
}

}  // namespace

PrivateKey make_key(std::string_view seed, std::string comment) {
  Ed25519Pair pair = ed25519_pair(seed);
  const auto key = parse_key_blob(wire_string(kType) + wire_string(pair.public_key));
  base::ensure(key.has_value(), "a new key can be read");
  return {.key = *key, .secret = std::move(pair.secret), .comment = std::move(comment)};
}

PrivateKey new_key(std::string comment) {
  if (base::printable(comment) != comment) {
    throw Error(Exit::usage, "the comment of a key is one line without control characters");
  }
  return make_key(random_bytes(kEd25519KeyBytes), std::move(comment));
}

std::string private_key_text(const PrivateKey& key, std::uint32_t check) {
  std::string secret_part = wire_number(check) + wire_number(check) + wire_string(kType) +
                            wire_string(key.key.point) + wire_string(key.secret) +
                            wire_string(key.comment);
  for (char next = 1; secret_part.size() % kCipherBlock != 0; ++next) secret_part += next;
  return armor(std::string(kKeyMagic) + wire_string(kNone) + wire_string(kNone) + wire_string("") +
                   wire_number(1) + wire_string(key.key.blob) + wire_string(secret_part),
               kKeyLabel);
}

PrivateKey parse_private_key(std::string_view text, const std::string& name) {
  const Unarmored unarmored = unarmor(text, kKeyLabel);
  if (!unarmored.bytes) {
    throw unusable(name, fmt::format("this is not a private key of OpenSSH: {}", unarmored.wrong));
  }
  WireReader reader(*unarmored.bytes);
  if (reader.bytes(kKeyMagic.size()) != kKeyMagic) {
    throw unusable(name, "the private key is damaged");
  }
  const std::string_view cipher = reader.string(), kdf = reader.string(),
                         kdf_options = reader.string();
  if (!reader.failed() && cipher != kNone) throw unusable(name, "the private key is encrypted");
  const std::uint32_t count = reader.number();
  const std::string_view blob = reader.string(), secret_part = reader.string();
  if (!reader.whole() || kdf != kNone || !kdf_options.empty() || count != 1) {
    throw unusable(name, "the private key is damaged");
  }
  return read_secret_part(secret_part, blob, name);
}

void write_key_pair(const fs::path& path, const PrivateKey& key) {
  fs::path public_path = path;
  public_path += ".pub";
  std::error_code unknown;
  if (fs::exists(fs::symlink_status(public_path, unknown))) {
    throw Error(Exit::usage,
                fmt::format("{} is there already", base::printable(public_path.string())))
        .hint("choose another name for the new key");
  }
  std::uint32_t check = 0;
  for (const char byte : random_bytes(4)) check = check << 8 | static_cast<unsigned char>(byte);
  sys::write_new(path, private_key_text(key, check), sys::Readers::owner);
  sys::write_new(public_path, key_line(key.key, key.comment) + "\n", sys::Readers::all);
}

PrivateKey read_private_key(const fs::path& path) {
  return parse_private_key(sys::read_file(path, kLargestFile), path.string());
}

}  // namespace assay::submit
