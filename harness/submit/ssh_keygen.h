// SPDX-License-Identifier: Apache-2.0
// The machine's own ssh-keygen checks a signature of a type that libsodium does not have: ECDSA and
// RSA. It is asked about the mathematics only; who may sign is decided here.
#pragma once

#include <string>
#include <string_view>

#include "base/outcome.h"
#include "submit/ssh_key.h"

namespace assay::submit {

struct KeygenQuestion {
  std::string_view message;
  std::string_view signature;  // armored
  std::string_view name_space;
  const SshKey& key;
};

// ok, failed "wrong-signature", or unavailable: "no-ssh-keygen", "ssh-keygen-failed".
base::Outcome ask_ssh_keygen(const KeygenQuestion& question, const std::string& program);

}  // namespace assay::submit
