// SPDX-License-Identifier: Apache-2.0
// A new Ed25519 key pair and its two files as ssh-keygen writes them (OpenSSH's PROTOCOL.key), for
// people without ssh-keygen. Keys with a passphrase, other types and agents are ssh-keygen's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "submit/ssh_key.h"

namespace assay::submit {

struct PrivateKey {
  SshKey key;
  std::string secret;  // 64 bytes: the seed and the public key
  std::string comment;
};

PrivateKey make_key(std::string_view seed, std::string comment);  // seed: 32 bytes
PrivateKey new_key(std::string comment);  // throws Error(usage): the comment is more than a line

// `check` is any number: reading with a wrong passphrase would give two that differ.
std::string private_key_text(const PrivateKey& key, std::uint32_t check);
// Throws Error(usage) with the file's name.
PrivateKey parse_private_key(std::string_view text, const std::string& name);

// PATH, which only its owner may read, and PATH.pub. Throws Error(usage) when one of them is there
// already: both stay as they are.
void write_key_pair(const std::filesystem::path& path, const PrivateKey& key);
PrivateKey read_private_key(const std::filesystem::path& path);

}  // namespace assay::submit
