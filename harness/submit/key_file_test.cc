// SPDX-License-Identifier: Apache-2.0
#include "submit/key_file.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/text.h"
#include "submit/crypto.h"
#include "submit/ssh_wire.h"
#include "submit/vectors_test.h"
#include "sys/files.h"

namespace assay::submit {
namespace {

namespace fs = std::filesystem;
using namespace base::literals;  // NOLINT: the point of literals
using testing::AllOf;
using testing::HasSubstr;

template <class Act>
std::string fault(const Act& act) {
  try {
    act();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "no fault";
}

std::string fault_of(std::string_view text) {
  return fault([&] { parse_private_key(text, "key"); });
}

TEST(PrivateKey, IsReadFromWhatSshKeygenWrote) {
  const PrivateKey key = parse_private_key(vectors::kAlicePrivate, "key");
  EXPECT_EQ(key.secret.substr(0, 32), vectors::kAliceSeed);
  EXPECT_EQ(fingerprint(key.key), vectors::kAliceFingerprint);
  EXPECT_EQ(key.comment, "alice@example.org");
}

TEST(PrivateKey, IsWrittenAsSshKeygenDoes) {
  const PrivateKey key = make_key(vectors::kAliceSeed, "alice@example.org");
  EXPECT_EQ(private_key_text(key, vectors::kAliceCheck), vectors::kAlicePrivate);
  EXPECT_EQ(key_line(key.key, key.comment), vectors::kAlicePublic);
}

TEST(PrivateKey, OfEveryLengthOfCommentIsReadBack) {
  for (std::size_t length = 0; length < 9; ++length) {
    const PrivateKey key = make_key(vectors::kAliceSeed, std::string(length, 'c'));
    EXPECT_EQ(parse_private_key(private_key_text(key, 7), "key").comment, key.comment);
  }
}

TEST(PrivateKey, ThatIsEncryptedIsForSshKeygen) {
  EXPECT_THAT(fault_of(vectors::kLockedPrivate),
              AllOf(HasSubstr("key: the private key is encrypted"), HasSubstr("ssh-keygen -Y sign"),
                    HasSubstr("agent")));
}

TEST(PrivateKey, ThatIsAnotherThingIsRefused) {
  EXPECT_THAT(fault_of(vectors::kAlicePublic), HasSubstr("not a private key of OpenSSH"));
  EXPECT_THAT(fault_of("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"),
              HasSubstr("ssh-keygen -Y sign"));
  for (std::size_t length = 0; length < vectors::kAlicePrivate.size(); ++length) {
    EXPECT_NE(fault_of(vectors::kAlicePrivate.substr(0, length)), "no fault") << length;
  }
}

// To sign with it would give the secret away: R is the same, the hash that multiplies it is not.
TEST(PrivateKey, WhosePublicKeyIsNotItsOwnIsRefused) {
  PrivateKey key = make_key(vectors::kAliceSeed, "");
  const PrivateKey other = make_key(std::string(32, 'x'), "");
  key.key = other.key;
  EXPECT_THAT(fault_of(private_key_text(key, 1)), HasSubstr("do not belong together"));
  key.secret = key.secret.substr(0, 32) + other.key.point;
  EXPECT_THAT(fault_of(private_key_text(key, 1)), HasSubstr("do not belong together"));
}

TEST(PrivateKey, WithAnyBitChangedIsRefusedOrHasAnotherComment) {
  const PrivateKey key = make_key(vectors::kAliceSeed, "me");
  const std::string text = private_key_text(key, 1);
  const std::string bytes = *unarmor(text, "OPENSSH PRIVATE KEY").bytes;
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string changed = bytes;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    try {
      const PrivateKey read = parse_private_key(armor(changed, "OPENSSH PRIVATE KEY"), "key");
      EXPECT_EQ(read.secret, key.secret);
      EXPECT_NE(read.comment, key.comment);
    } catch (const base::Error&) {
    }
  }
}

TEST(NewKey, IsAnotherEachTimeAndHasACommentOfOneLine) {
  EXPECT_NE(new_key("a").secret, new_key("a").secret);
  EXPECT_THAT(fault([] { new_key("a\nssh-ed25519 AAAA"); }), HasSubstr("one line"));
}

TEST(WriteKeyPair, MakesTwoFilesAndOnlyTheOwnerReadsTheFirst) {
  const sys::TemporaryFolder folder;
  const fs::path path = folder.path() / "key";
  const PrivateKey key = new_key("me@here");
  write_key_pair(path, key);
  EXPECT_EQ(read_private_key(path).secret, key.secret);
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  const std::string line = sys::read_file(folder.path() / "key.pub", 1_KiB);
  EXPECT_EQ(parse_key_line(base::trim(line)).blob, key.key.blob);
}

TEST(WriteKeyPair, NeverOverwritesAndChangesNothingThen) {
  const sys::TemporaryFolder folder;
  const fs::path path = folder.path() / "key";
  for (const char* there : {"key", "key.pub"}) {
    sys::write_whole(folder.path() / there, "mine");
    EXPECT_THAT(fault([&] { write_key_pair(path, new_key("")); }),
                HasSubstr(std::string(there) + " is there already"));
    EXPECT_TRUE(sys::file_holds(folder.path() / there, "mine"));
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
    fs::remove(folder.path() / there);
  }
  fs::create_symlink("nowhere", path);
  EXPECT_THAT(fault([&] { write_key_pair(path, new_key("")); }), HasSubstr("is there already"));
}

}  // namespace
}  // namespace assay::submit
