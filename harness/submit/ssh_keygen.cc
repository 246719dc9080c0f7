// SPDX-License-Identifier: Apache-2.0
#include "submit/ssh_keygen.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>

#include "base/error.h"
#include "base/text.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::submit {
namespace {

using base::Outcome;
using namespace base::literals;  // NOLINT: the point of literals

Outcome read_answer(const sys::Ended& ended, const sys::ProcessRequest& request,
                    const KeygenQuestion& question) {
  // It names the key: exit status 0 of a program that does not know -Y would not be enough.
  if (ended.exited(0) && ended.out.find(fingerprint(question.key)) != std::string::npos) {
    return Outcome::ok();
  }
  // Of RSA it says "invalid format" when what the key decrypts is not the expected hash. What
  // OpenSSL refuses by the machine's policy is "error in libcrypto".
  const auto says = [&](std::string_view words) {
    return ended.err.find(words) != std::string::npos;
  };
  if (ended.exited(255) && says("Signature verification failed: ") &&
      (says("incorrect signature") || says("invalid format"))) {
    return Outcome::failed("wrong-signature",
                           "the signature is not of these bytes by this key (ssh-keygen)");
  }
  const std::string said = ended.err.empty() ? ended.out : ended.err;
  return Outcome::unavailable(
      "ssh-keygen-failed",
      fmt::format("ssh-keygen could not check the {} signature: {} ({})", question.key.type,
                  sys::describe(ended, request), base::printable(base::trim(said), 200)));
}

}  // namespace

Outcome ask_ssh_keygen(const KeygenQuestion& question, const std::string& program) {
  const auto found = sys::find_program(program);
  if (!found) {
    return Outcome::unavailable(
        "no-ssh-keygen", fmt::format("{} signatures are checked by ssh-keygen, which is not here; "
                                     "install the package openssh-client",
                                     question.key.type));
  }
  const sys::TemporaryFolder folder;
  const std::filesystem::path signature = folder.path() / "signature";
  sys::write_whole(signature, question.signature);
  const sys::ProcessRequest request{
      .argv = {found->string(), "-Y", "check-novalidate", "-n", std::string(question.name_space),
               "-s", signature.string()},
      .input = std::string(question.message),
      .deadline = std::chrono::seconds(60),
      .output_limit = 64_KiB};
  return read_answer(sys::run_process(request), request, question);
}

}  // namespace assay::submit
