// SPDX-License-Identifier: Apache-2.0
// Who signs with what: a key file of the built-in kind is used here; everything else (a passphrase,
// an agent, a key on hardware, ECDSA, RSA) is ssh-keygen's business.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace assay::submit {

// The armored signature of these bytes for submissions. `key` is a private key, or the public half
// of one that an agent or a device holds. Throws Error(usage) for a file that is none, and
// Error(missing) when ssh-keygen is needed and not here, or does not sign.
std::string sign_with(const std::filesystem::path& key, std::string_view message,
                      const std::string& ssh_keygen = "ssh-keygen");

}  // namespace assay::submit
