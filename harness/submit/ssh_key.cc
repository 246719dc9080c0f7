// SPDX-License-Identifier: Apache-2.0
#include "submit/ssh_key.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

#include "base/error.h"
#include "base/text.h"
#include "submit/crypto.h"
#include "submit/ssh_wire.h"

namespace assay::submit {
namespace {

using base::Error;
using base::Exit;
using base::Outcome;

constexpr unsigned kFewestRsaBits = 3072;  // NIST SP 800-57: 128 bits of security
constexpr unsigned kMostRsaBits = 16384;   // what OpenSSH takes
constexpr std::string_view kFingerprintBegins = "SHA256:";

struct Type {
  std::string_view name;
  KeyKind kind;
  std::string_view curve;  // as the blob names it
  unsigned bits;
};

constexpr auto kTypes =
    std::to_array<Type>({{"ssh-ed25519", KeyKind::ed25519, {}, 256},
                         {"sk-ssh-ed25519@openssh.com", KeyKind::sk_ed25519, {}, 256},
                         {"ecdsa-sha2-nistp256", KeyKind::ecdsa, "nistp256", 256},
                         {"ecdsa-sha2-nistp384", KeyKind::ecdsa, "nistp384", 384},
                         {"ecdsa-sha2-nistp521", KeyKind::ecdsa, "nistp521", 521},
                         {"sk-ecdsa-sha2-nistp256@openssh.com", KeyKind::sk_ecdsa, "nistp256", 256},
                         {"ssh-rsa", KeyKind::rsa, {}, 0},
                         {"ssh-dss", KeyKind::dsa, {}, 0}});

const Type* find_type(std::string_view name) {
  const auto found = std::ranges::find(kTypes, name, &Type::name);
  return found == kTypes.end() ? nullptr : &*found;
}

// An uncompressed point (SEC 1, section 2.3.3): 4, x, y.
bool is_point(std::string_view point, unsigned bits) {
  return point.size() == 1 + 2 * ((bits + 7) / 8) && point[0] == '\x04';
}

// The fields after the name of the type.
bool read_fields(WireReader& reader, const Type& type, SshKey& key) {
  switch (type.kind) {
    case KeyKind::ed25519:
    case KeyKind::sk_ed25519:
      key.point = reader.string();
      if (key.point.size() != kEd25519KeyBytes) return false;
      break;
    case KeyKind::ecdsa:
    case KeyKind::sk_ecdsa: {
      const std::string_view curve = reader.string();
      const std::string_view point = reader.string();
      if (curve != type.curve || !is_point(point, type.bits)) return false;
      break;
    }
    case KeyKind::rsa: {
      const std::string_view exponent = reader.positive(), modulus = reader.positive();
      if (exponent.empty() || modulus.empty() || modulus.size() > kMostRsaBits / 8) return false;
      key.bits = static_cast<unsigned>(8 * (modulus.size() - 1)) +
                 static_cast<unsigned>(std::bit_width(static_cast<unsigned char>(modulus[0])));
      break;
    }
    default:  // not to be used: its name is enough
      return true;
  }
  if (type.kind == KeyKind::sk_ed25519 || type.kind == KeyKind::sk_ecdsa) {
    key.application = reader.string();
  }
  return reader.whole();
}

}  // namespace

KeyKind kind_of(std::string_view type) {
  if (const Type* const known = find_type(type)) return known->kind;
  return type.find("-cert-v0") == std::string_view::npos ? KeyKind::other : KeyKind::certificate;
}

std::optional<SshKey> parse_key_blob(std::string_view blob) {
  WireReader reader(blob);
  const std::string_view name = reader.string();
  if (reader.failed() || name.empty()) return std::nullopt;
  SshKey key{.kind = kind_of(name), .type = std::string(name), .blob = std::string(blob)};
  const Type* const type = find_type(name);
  if (type == nullptr) return key;
  key.bits = type->bits;
  if (!read_fields(reader, *type, key)) return std::nullopt;
  return key;
}

SshKey parse_key_line(std::string_view line) {
  constexpr std::string_view kBlanks = " \t";
  const std::string_view type = line.substr(0, line.find_first_of(kBlanks));
  std::string_view rest = line.substr(type.size());
  rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(kBlanks)));
  const std::string_view encoded = rest.substr(0, rest.find_first_of(kBlanks));
  if (type.empty() || encoded.empty()) {
    throw Error(Exit::usage, "this is not a public key of OpenSSH")
        .hint("the form is: ssh-ed25519 AAAA... comment");
  }
  const std::optional<std::string> blob = from_base64(encoded);
  std::optional<SshKey> key = blob ? parse_key_blob(*blob) : std::nullopt;
  if (!key) {
    throw Error(Exit::usage, fmt::format("the {} key is not whole", base::printable(type)))
        .hint("copy the line again from the .pub file");
  }
  if (key->type != type) {
    throw Error(Exit::usage, fmt::format("the key is of type {}, the line says {}",
                                         base::printable(key->type), base::printable(type)));
  }
  return *key;
}

std::string key_line(const SshKey& key, std::string_view comment) {
  return fmt::format("{} {}{}{}", key.type, to_base64(key.blob), comment.empty() ? "" : " ",
                     comment);
}

std::string fingerprint(const SshKey& key) {
  return fmt::format("{}{}", kFingerprintBegins, to_base64_unpadded(sha256_bytes(key.blob)));
}

bool is_fingerprint(std::string_view text) {
  if (!text.starts_with(kFingerprintBegins)) return false;
  text.remove_prefix(kFingerprintBegins.size());
  const std::optional<std::string> digest = from_base64(std::string(text) + "=");
  return digest && digest->size() == 32;
}

Outcome judge_key(const SshKey& key) {
  switch (key.kind) {
    case KeyKind::dsa:
      return Outcome::failed("dsa-key", "DSA keys are not accepted: they have 1024 bits");
    case KeyKind::certificate:
      return Outcome::failed("certificate",
                             "certificates are not accepted; sign with the plain key");
    case KeyKind::other:
      return Outcome::failed("unknown-key-type", fmt::format("keys of type {} are not accepted",
                                                             base::printable(key.type, 80)));
    case KeyKind::rsa:
      if (key.bits >= kFewestRsaBits) break;
      return Outcome::failed(
          "short-rsa-key",
          fmt::format("the RSA key has {} bits, at least {} are needed", key.bits, kFewestRsaBits));
    case KeyKind::sk_ed25519:
    case KeyKind::sk_ecdsa:
      // A token signs for web sites as well: "ssh:" keeps the two apart (PROTOCOL.u2f).
      if (key.application.starts_with("ssh:")) break;
      return Outcome::failed("foreign-application",
                             fmt::format("the hardware key is for \"{}\", not for ssh:",
                                         base::printable(key.application, 80)));
    case KeyKind::ed25519:
    case KeyKind::ecdsa:
      break;
  }
  return Outcome::ok();
}

}  // namespace assay::submit
