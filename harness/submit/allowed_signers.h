// SPDX-License-Identifier: Apache-2.0
// The file allowed_signers, whose format is OpenSSH's: ssh-keygen(1), ALLOWED SIGNERS. A file that
// is read here means the same to ssh-keygen -Y verify. We take less of the format:
//
// - every line that cannot be read is an error (ssh-keygen skips it without a word);
// - a principal is a plain name in lower case and ASCII, one a line: no pattern, no list, no
//   negation, and none that looks like another one;
// - a key belongs to one principal;
// - times end in Z, because a local time means another moment on each machine;
// - no certificates, no pattern in namespaces, no escaped quotes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "submit/ssh_key.h"

namespace assay::submit {

struct AllowedSigner {
  std::string principal;
  SshKey key;
  std::vector<std::string> namespaces;    // empty: all
  std::string valid_after, valid_before;  // "2026-12-01T12:30:00Z", both inclusive; empty: no limit
  base::Position position;
};

// Throws Error(usage) with all problems of the file.
std::vector<AllowedSigner> parse_allowed_signers(std::string_view text, const std::string& file);

// Why this is not the name of a principal; "" when it is one.
std::string principal_problem(std::string_view name);

// The line that lets the key sign submissions.
std::string allowed_signers_line(std::string_view principal, const SshKey& key);

}  // namespace assay::submit
