// SPDX-License-Identifier: Apache-2.0
#include "submit/signing.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "submit/key_file.h"
#include "submit/ssh_signature.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::submit {
namespace {

using testing::HasSubstr;

class Signing : public testing::Test {
 protected:
  std::filesystem::path key(const char* type, const char* passphrase = "") {
    const auto path = folder_.path() / type;
    const auto ended = sys::run_process({.argv = {"ssh-keygen", "-q", "-t", type, "-N", passphrase,
                                                  "-C", "alice", "-f", path.string()}});
    EXPECT_TRUE(ended.exited(0)) << ended.err;
    return path;
  }

  sys::TemporaryFolder folder_;
};

TEST_F(Signing, WithABuiltInKeyNeedsNoOtherProgram) {
  const auto path = folder_.path() / "key";
  write_key_pair(path, new_key("alice"));
  const auto signature = sign_with(path, "what is sent", "no-such-program");
  EXPECT_TRUE(verify_signature("what is sent", signature).outcome.good());
  EXPECT_FALSE(verify_signature("what is said", signature).outcome.good());
}

TEST_F(Signing, TakesTheKeysOfSshKeygen) {
  if (!sys::find_program("ssh-keygen")) GTEST_SKIP() << "ssh-keygen is not here";
  for (const char* type : {"ed25519", "ecdsa"}) {
    const auto result = verify_signature("x", sign_with(key(type), "x"));
    EXPECT_TRUE(result.outcome.good()) << type << ": " << result.outcome.reason;
  }
}

TEST_F(Signing, SaysWhatToDoWhenItCannot) {
  const auto refusal_of = [](const std::filesystem::path& path, const char* program) {
    try {
      sign_with(path, "x", program);
    } catch (const base::Error& error) {
      return std::string(error.what());
    }
    return std::string("signed");
  };
  EXPECT_THAT(refusal_of(folder_.path() / "missing", "ssh-keygen"), HasSubstr("no key file"));
  sys::write_whole(folder_.path() / "text", "not a key\n");
  EXPECT_THAT(refusal_of(folder_.path() / "text", "no-such-program"),
              HasSubstr("install openssh-client"));
  if (!sys::find_program("ssh-keygen")) GTEST_SKIP() << "ssh-keygen is not here";
  EXPECT_THAT(refusal_of(folder_.path() / "text", "ssh-keygen"), HasSubstr("did not sign with"));
  EXPECT_THAT(refusal_of(key("rsa", "secret"), "ssh-keygen"), HasSubstr("ssh-add"));
}

}  // namespace
}  // namespace assay::submit
