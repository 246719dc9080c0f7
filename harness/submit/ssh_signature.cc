// SPDX-License-Identifier: Apache-2.0
#include "submit/ssh_signature.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "submit/crypto.h"
#include "submit/ssh_keygen.h"
#include "submit/ssh_wire.h"

namespace assay::submit {
namespace {

using base::Outcome;

constexpr std::string_view kSignatureLabel = "SSH SIGNATURE";
constexpr std::string_view kSignatureMagic = "SSHSIG";
constexpr std::uint32_t kVersion = 1;
constexpr std::string_view kWrittenHash = "sha512";
constexpr unsigned kUserPresent = 0x01;  // PROTOCOL.u2f: somebody touched the key

Outcome refuse(std::string code, std::string reason) {
  return Outcome::failed(std::move(code), std::move(reason));
}

// The fields of the outer structure, which view the bytes they were read from.
struct Fields {
  std::uint32_t version = 0;
  std::string_view key, name_space, reserved, hash, signature;
};

// What is signed. The version and the reserved field of the outer structure are not part of it, so
// anybody could change them.
std::string signed_data(std::string_view name_space, std::string_view hash,
                        std::string_view message) {
  return std::string(kSignatureMagic) + wire_string(name_space) + wire_string("") +
         wire_string(hash) +
         wire_string(hash == "sha256" ? sha256_bytes(message) : sha512_bytes(message));
}

Outcome read_outer(std::string_view bytes, Fields& fields) {
  WireReader reader(bytes);
  if (reader.bytes(kSignatureMagic.size()) != kSignatureMagic) {
    return refuse("not-sshsig", "the armor holds something else than an SSH signature");
  }
  fields.version = reader.number();
  if (reader.failed()) return refuse("malformed", "the signature is cut off");
  if (fields.version != kVersion) {
    return refuse("bad-version",
                  fmt::format("the signature has version {}, not {}", fields.version, kVersion));
  }
  for (std::string_view* const field :
       {&fields.key, &fields.name_space, &fields.reserved, &fields.hash, &fields.signature}) {
    *field = reader.string();
  }
  if (reader.failed()) return refuse("malformed", "the signature is cut off");
  if (!reader.whole()) return refuse("trailing-bytes", "something follows inside the signature");
  return Outcome::ok();
}

Outcome judge_fields(const Fields& fields, std::string_view name_space) {
  if (!fields.reserved.empty()) {
    return refuse("bad-reserved", "the reserved field of the signature is not empty");
  }
  if (fields.name_space != name_space) {
    return refuse("other-namespace",
                  fmt::format("the signature is for the namespace \"{}\", not \"{}\"",
                              base::printable(fields.name_space, 80), name_space));
  }
  if (fields.hash != "sha256" && fields.hash != "sha512") {
    return refuse("bad-hash", fmt::format("the hash \"{}\" is not sha256 or sha512",
                                          base::printable(fields.hash, 80)));
  }
  return Outcome::ok();
}

// RFC 8032; for keys on hardware OpenSSH's PROTOCOL.u2f: flags and counter are signed too.
Outcome check_ed25519(const SshKey& key, WireReader& reader, const std::string& data) {
  const std::string_view bytes = reader.string();
  const bool hardware = key.kind == KeyKind::sk_ed25519;
  const std::string_view flags = hardware ? reader.bytes(1) : std::string_view{};
  const std::string_view counter = hardware ? reader.bytes(4) : std::string_view{};
  if (!reader.whole() || bytes.size() != kEd25519SignatureBytes) {
    return refuse("malformed-signature", "the signature is not 64 bytes of Ed25519");
  }
  std::string signed_bytes = data;
  if (hardware) {
    if ((static_cast<unsigned char>(flags[0]) & kUserPresent) == 0) {
      return refuse("no-user-presence", "nobody touched the hardware key when it signed");
    }
    signed_bytes = sha256_bytes(key.application).append(flags).append(counter) + sha256_bytes(data);
  }
  if (ed25519_holds(bytes, signed_bytes, key.point)) return Outcome::ok();
  return refuse("wrong-signature", "the signature is not of these bytes by this key");
}

// RFC 5656 section 3.1.2: r and s; hardware adds flags and a counter. RFC 8332 section 3: as long
// as the modulus. The mathematics are ssh-keygen's.
Outcome judge_form(const SshKey& key, WireReader& reader) {
  const std::string_view bytes = reader.string();
  if (key.kind == KeyKind::rsa) {
    if (reader.whole() && bytes.size() == (key.bits + 7) / 8) return Outcome::ok();
    return refuse("malformed-signature", "the RSA signature is not as long as its key");
  }
  WireReader pair(bytes);
  const std::size_t most = (key.bits + 7) / 8;
  const std::string_view r = pair.positive(), s = pair.positive();
  const bool hardware = key.kind == KeyKind::sk_ecdsa;
  const std::string_view flags = hardware ? reader.bytes(1) : std::string_view{};
  if (hardware) reader.bytes(4);
  if (!pair.whole() || !reader.whole() || r.size() > most || s.size() > most) {
    return refuse("malformed-signature", "the ECDSA signature is not two numbers of its curve");
  }
  if (hardware && (static_cast<unsigned char>(flags[0]) & kUserPresent) == 0) {
    return refuse("no-user-presence", "nobody touched the hardware key when it signed");
  }
  return Outcome::ok();
}

// A signature names its own type, which has to be the one of the key. RSA has two, and a third with
// SHA-1.
Outcome judge_type(const SshKey& key, std::string_view type) {
  if (key.kind == KeyKind::rsa) {
    if (type == "rsa-sha2-256" || type == "rsa-sha2-512") return Outcome::ok();
    if (type == "ssh-rsa") {
      return refuse("sha1-signature", "the RSA signature uses SHA-1, which is broken");
    }
  }
  if (type == key.type) return Outcome::ok();
  return refuse("other-signature-type",
                fmt::format("a signature of type \"{}\" cannot be by a key of type {}",
                            base::printable(type, 80), key.type));
}

Outcome check_inner(std::string_view message, const Fields& fields, const SshKey& key,
                    const SignatureOptions& options, std::string_view bytes) {
  WireReader reader(fields.signature);
  const std::string_view type = reader.string();
  if (reader.failed()) return refuse("malformed-signature", "the inner signature is cut off");
  if (Outcome judged = judge_type(key, type); !judged.good()) return judged;
  if (key.kind == KeyKind::ed25519 || key.kind == KeyKind::sk_ed25519) {
    return check_ed25519(key, reader, signed_data(fields.name_space, fields.hash, message));
  }
  if (Outcome judged = judge_form(key, reader); !judged.good()) return judged;
  // Written again, so that it reads what was read here.
  return ask_ssh_keygen({.message = message,
                         .signature = armor(bytes, kSignatureLabel),
                         .name_space = fields.name_space,
                         .key = key},
                        options.ssh_keygen);
}

Outcome check_bytes(std::string_view message, std::string_view bytes,
                    const SignatureOptions& options, SignatureResult& result) {
  Fields fields;
  if (Outcome read = read_outer(bytes, fields); !read.good()) return read;
  result.key = parse_key_blob(fields.key);
  if (Outcome judged = judge_fields(fields, options.name_space); !judged.good()) return judged;
  result.hash = fields.hash;
  if (!result.key) return refuse("malformed-key", "the key inside the signature is not whole");
  if (Outcome judged = judge_key(*result.key); !judged.good()) return judged;
  return check_inner(message, fields, *result.key, options, bytes);
}

}  // namespace

std::string sign_message(std::string_view message, std::string_view name_space,
                         const PrivateKey& key) {
  const std::string signature =
      sign_ed25519(signed_data(name_space, kWrittenHash, message), key.secret);
  return armor(std::string(kSignatureMagic) + wire_number(kVersion) + wire_string(key.key.blob) +
                   wire_string(name_space) + wire_string("") + wire_string(kWrittenHash) +
                   wire_string(wire_string(key.key.type) + wire_string(signature)),
               kSignatureLabel);
}

SignatureResult verify_signature(std::string_view message, std::string_view armored,
                                 const SignatureOptions& options) {
  SignatureResult result;
  if (message.size() > kLargestMessage.value) {
    result.outcome = refuse("message-too-large", fmt::format("what is signed is larger than {}",
                                                             base::to_text(kLargestMessage)));
    return result;
  }
  if (armored.size() > kLargestSignature.value) {
    result.outcome = refuse("signature-too-large", fmt::format("the signature is larger than {}",
                                                               base::to_text(kLargestSignature)));
    return result;
  }
  const Unarmored unarmored = unarmor(armored, kSignatureLabel);
  result.outcome = unarmored.bytes
                       ? check_bytes(message, *unarmored.bytes, options, result)
                       : refuse("bad-armor", "this is not a signature file: " + unarmored.wrong);
  return result;
}

std::string sentence(const SignatureResult& result) {
  switch (result.outcome.kind) {
    case Outcome::Kind::ok:
      return fmt::format("good signature: {} {}, {}", result.key->type, fingerprint(*result.key),
                         result.hash);
    case Outcome::Kind::unavailable:
      return "signature undecided: " + result.outcome.reason;
    default:
      return "signature refused: " + result.outcome.reason;
  }
}

}  // namespace assay::submit
