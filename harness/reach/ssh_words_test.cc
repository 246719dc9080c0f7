// SPDX-License-Identifier: Apache-2.0
#include "reach/ssh_words.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace assay::reach {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

TEST(SshWords, EndWithTheHostAndTheCommandAfterTwoDashes) {
  const auto words = ssh_words(parse_ssh_word("ssh://me@board3:2222"), {}, "the command");
  ASSERT_GE(words.size(), 3u);
  EXPECT_EQ(words.front(), "ssh");
  EXPECT_EQ(words[words.size() - 3], "--");
  EXPECT_EQ(words[words.size() - 2], "board3");
  EXPECT_EQ(words.back(), "the command");
  const auto user = std::ranges::find(words, "-l");
  ASSERT_NE(user, words.end());
  EXPECT_EQ(*(user + 1), "me");
  const auto port = std::ranges::find(words, "-p");
  ASSERT_NE(port, words.end());
  EXPECT_EQ(*(port + 1), "2222");
}

TEST(SshWords, AskNobodyUnlessSomebodyIsThere) {
  const Place place = parse_ssh_word("ssh:board3");
  EXPECT_THAT(ssh_words(place, {}, "x"), Contains("BatchMode=yes"));
  EXPECT_THAT(ssh_words(place, {.may_ask = true}, "x"), Contains("BatchMode=no"));
  EXPECT_THAT(ssh_words(place, {}, "x"), Contains("-T"));
}

// What OpenSSH 9.2 said when each was made to happen.
TEST(SshWords, ItsSixFailuresAreToldApart) {
  for (const auto& [said, means] : std::vector<std::pair<std::string, Broken>>{
           {"No ED25519 host key is known for [127.0.0.1]:2201 and you have requested strict "
            "checking.\r\nHost key verification failed.\r\n",
            Broken::unknown_key},
           {"ssh: connect to host 127.0.0.1 port 2299: Connection refused\r\n", Broken::refused},
           {"root@127.0.0.1: Permission denied (publickey).\r\n", Broken::denied},
           {"ssh: Could not resolve hostname nowhere.invalid: Name or service not known\r\n",
            Broken::not_found},
           {"ssh: connect to host 192.0.2.1 port 22: Connection timed out\r\n", Broken::timed_out},
           {"Timeout, server 127.0.0.1 not responding.\r\n", Broken::cut},
           {"kex_exchange_identification: Connection closed by remote host\r\n"
            "Connection closed by 127.0.0.1 port 2201\r\n",
            Broken::cut},
           {"Connection to 127.0.0.1 closed by remote host.\r\n", Broken::cut},
           {"client_loop: send disconnect: Broken pipe\r\n", Broken::cut},
           {"something else\r\n", Broken::other},
           {"", Broken::other}}) {
    EXPECT_EQ(name_failure(said), means) << said;
  }
}

TEST(SshWords, ASentenceNamesThePlaceAndQuotesSsh) {
  const Place place = parse_ssh_word("ssh:board3");
  EXPECT_EQ(sentence(Broken::refused, place, "a banner\r\nConnection refused\r\n\n"),
            "ssh:board3: the connection was refused (ssh: Connection refused)");
  EXPECT_EQ(sentence(Broken::cut, place, ""), "ssh:board3: the connection was cut");
  EXPECT_THAT(sentence(Broken::other, place, "\x1b[31mred"), HasSubstr("\\x1b[31mred"));
  EXPECT_THAT(advice(Broken::unknown_key, place), HasSubstr("ssh board3"));
  EXPECT_FALSE(may_pass(Broken::denied));
  EXPECT_TRUE(may_pass(Broken::cut));
}

}  // namespace
}  // namespace assay::reach
