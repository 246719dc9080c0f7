// SPDX-License-Identifier: Apache-2.0
// For signatures_test.py: what our side says of a signature whose message is on standard input, as
// "CODE\tsentence", and the functions that the test makes forgeries with.
//
//   verify SIGNATURE ALLOWED REVOKED DAY PRINCIPAL
//   sign KEY NAMESPACE          the armored signature
//   sign-raw SEED               the public key and 64 bytes of Ed25519; SEED is a file of 32 bytes
//   new-key PATH COMMENT
#include <fmt/format.h>

#include <exception>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "submit/crypto.h"
#include "submit/key_file.h"
#include "submit/signers.h"
#include "submit/ssh_signature.h"
#include "sys/files.h"

namespace assay::submit {
namespace {

using namespace base::literals;  // NOLINT: the point of literals

std::string answer(const std::string& message, const std::vector<std::string>& words) {
  const auto read = [&](std::size_t word) { return sys::read_file(words.at(word), 1_MiB); };
  const SignatureResult result = verify_signature(message, read(1));
  if (!result.outcome.good()) return result.outcome.code + "\t" + sentence(result);
  Trust trust;
  try {
    trust = {.allowed = parse_allowed_signers(read(2), "allowed_signers"),
             .revoked = parse_revocations(read(3), "revoked")};
  } catch (const base::Error& error) {
    return "bad-trust\t" + base::split(error.what(), '\n').front();
  }
  const Signer signer = find_signer(trust, *result.key, kSubmissionNamespace, words.at(4));
  if (!signer.outcome.good()) return signer.outcome.code + "\t" + signer.outcome.reason;
  if (signer.principal != words.at(5)) {
    return "other-principal\tthe key belongs to " + signer.principal;
  }
  return "good\t" + sentence(result);
}

void act(const std::vector<std::string>& words) {
  if (words.at(0) == "new-key") return write_key_pair(words.at(1), new_key(words.at(2)));
  const std::string input{std::istreambuf_iterator<char>(std::cin), {}};
  if (words[0] == "verify") {
    std::cout << answer(input, words) << '\n';
  } else if (words[0] == "sign") {
    std::cout << sign_message(input, words.at(2), read_private_key(words.at(1)));
  } else if (words[0] == "sign-raw") {
    const Ed25519Pair pair = ed25519_pair(sys::read_file(words.at(1), 1_KiB));
    std::cout << pair.public_key << sign_ed25519(input, pair.secret);
  }
}

}  // namespace
}  // namespace assay::submit

int main(int count, char** words) {
  try {
    assay::submit::act({words + 1, words + count});
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
