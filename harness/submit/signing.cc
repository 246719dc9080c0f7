// SPDX-License-Identifier: Apache-2.0
#include "submit/signing.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>

#include "base/error.h"
#include "base/text.h"
#include "submit/key_file.h"
#include "submit/ssh_signature.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::submit {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

// Nothing when the file needs ssh-keygen.
std::optional<PrivateKey> built_in_key(const fs::path& path) {
  try {
    return read_private_key(path);
  } catch (const Error& error) {
    if (error.exit() != Exit::usage) throw;
    return std::nullopt;
  }
}

// The message goes through a file: from standard input ssh-keygen would read a passphrase first.
std::string sign_by_ssh_keygen(const fs::path& key, std::string_view message,
                               const std::string& name) {
  const auto found = sys::find_program(name);
  if (!found) {
    throw Error(Exit::missing, fmt::format("{} is not an Ed25519 key without a passphrase, and for "
                                           "other keys ssh-keygen is needed, which is not here",
                                           key.string()))
        .hint(
            "install openssh-client, or take another key: ./start submit without --key makes one, "
            "and so does assay submission key FILE");
  }
  const sys::TemporaryFolder folder;
  const fs::path file = folder.path() / "message";
  sys::write_whole(file, message);
  // In a process group of its own it would wait for ever at the terminal for a passphrase.
  sys::set_variable("SSH_ASKPASS_REQUIRE", "force");
  const sys::ProcessRequest request{
      .argv = {found->string(), "-Y", "sign", "-f", key.string(), "-n",
               std::string(kSubmissionNamespace), file.string()},
      .deadline = std::chrono::minutes(5)};
  const sys::Ended ended = sys::run_process(request);
  const fs::path made = file.string() + ".sig";
  std::error_code fault;
  if (!ended.exited(0) || !fs::exists(made, fault)) {
    throw Error(Exit::missing, fmt::format("ssh-keygen did not sign with {}: {}", key.string(),
                                           base::printable(base::trim(ended.err), 300)))
        .hint("load the key into ssh-agent (ssh-add) and name its public half: --key KEY.pub");
  }
  return sys::read_file(made, kLargestSignature);
}

}  // namespace

std::string sign_with(const fs::path& key, std::string_view message,
                      const std::string& ssh_keygen) {
  std::error_code fault;
  if (!fs::exists(key, fault)) {
    throw Error(Exit::usage, fmt::format("there is no key file {}", key.string()))
        .hint(
            "ssh-keygen -t ed25519 makes one; so does assay submission key FILE, and ./start "
            "submit where no --key is given");
  }
  if (const auto own = built_in_key(key)) {
    return sign_message(message, kSubmissionNamespace, *own);
  }
  return sign_by_ssh_keygen(fs::absolute(key), message, ssh_keygen);
}

}  // namespace assay::submit
