// SPDX-License-Identifier: Apache-2.0
#include "submit/ssh_keygen.h"

#include <gmock/gmock.h>

#include "submit/vectors_test.h"
#include "sys/environment.h"
#include "sys/files.h"

namespace assay::submit {
namespace {

namespace fs = std::filesystem;
using base::Outcome;
using testing::HasSubstr;

Outcome ask(const std::string& message, const std::string& program) {
  const SshKey key = parse_key_line(vectors::kRsa3072Public);
  return ask_ssh_keygen({.message = message,
                         .signature = vectors::kRsa3072,
                         .name_space = "assay-submission",
                         .key = key},
                        program);
}

// A stand-in that does what the machine's own cannot be made to do.
Outcome ask_script(const std::string& lines) {
  const sys::TemporaryFolder folder;
  const fs::path path = folder.path() / "ssh-keygen";
  sys::write_whole(path, "#!/bin/sh\n" + lines + "\n");
  fs::permissions(path, fs::perms::owner_all);
  return ask(vectors::kMessage, path.string());
}

TEST(SshKeygen, TellsAGoodSignatureFromAWrongOne) {
  if (!sys::find_program("ssh-keygen")) GTEST_SKIP() << "ssh-keygen is not installed";
  EXPECT_EQ(ask(vectors::kMessage, "ssh-keygen"), Outcome::ok());
  EXPECT_EQ(ask("hullo\n", "ssh-keygen").code, "wrong-signature");
  EXPECT_EQ(ask("", "ssh-keygen").code, "wrong-signature");
}

TEST(SshKeygen, ThatIsNotInstalledLeavesItUndecided) {
  const Outcome outcome = ask(vectors::kMessage, "no-such-ssh-keygen");
  EXPECT_EQ(outcome.kind, Outcome::Kind::unavailable);
  EXPECT_EQ(outcome.code, "no-ssh-keygen");
  EXPECT_THAT(outcome.reason, HasSubstr("openssh-client"));
}

TEST(SshKeygen, IsBelievedOnlyWhenItNamesTheKey) {
  EXPECT_EQ(ask_script("echo Good signature with RSA key " + vectors::kRsa3072Fingerprint),
            Outcome::ok());
  for (const char* lines :
       {"exit 0", "echo Good signature with RSA key SHA256:another", "kill -9 $$",
        "echo unknown option -- Y >&2; exit 1", "echo incorrect signature >&2; exit 1",
        "echo Signature verification failed: error in libcrypto >&2; exit 255"}) {
    const Outcome outcome = ask_script(lines);
    EXPECT_EQ(outcome.kind, Outcome::Kind::unavailable) << lines;
    EXPECT_EQ(outcome.code, "ssh-keygen-failed") << lines;
  }
  EXPECT_THAT(ask_script("echo unknown option -- Y >&2; exit 1").reason,
              HasSubstr("exit status 1 (unknown option -- Y)"));
}

}  // namespace
}  // namespace assay::submit
