// SPDX-License-Identifier: Apache-2.0
#include "reach/place_words.h"

#include <gmock/gmock.h>

#include "base/error.h"

namespace assay::reach {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string word_refusal(const std::string& word) {
  try {
    parse_ssh_word(word);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "nothing was refused";
}

TEST(PlaceWords, NameAHostOfSshsConfiguration) {
  EXPECT_TRUE(is_ssh_word("ssh:board3"));
  EXPECT_FALSE(is_ssh_word("board3"));
  const Place place = parse_ssh_word("ssh:board3.lab");
  EXPECT_EQ(place.name, "ssh:board3.lab");
  EXPECT_EQ(place.host, "board3.lab");
  EXPECT_EQ(place.user, "");
  EXPECT_EQ(place.port, 0);
  EXPECT_EQ(parse_ssh_word("ssh:me@board3").host, "me@board3");
}

TEST(PlaceWords, NameAnAddress) {
  const Place place = parse_ssh_word("ssh://me@board3.lab:2222");
  EXPECT_EQ(place.host, "board3.lab");
  EXPECT_EQ(place.user, "me");
  EXPECT_EQ(place.port, 2222);
  EXPECT_EQ(parse_ssh_word("ssh://board3/").host, "board3");
  EXPECT_EQ(parse_ssh_word("ssh://me@[fe80::1]:22").host, "fe80::1");
  EXPECT_EQ(parse_ssh_word("ssh://[::1]").host, "::1");
  EXPECT_EQ(parse_ssh_word("ssh://me@corp.example@board3").user, "me@corp.example");
  EXPECT_EQ(parse_ssh_word("ssh://board3:").port, 0);
  EXPECT_EQ(parse_ssh_word("ssh://[board3]:22").host, "board3");
}

// What ssh -G of OpenSSH 9.2 says of the same words.
TEST(PlaceWords, HaveAUserThatIsDecodedAsSshDoes) {
  EXPECT_EQ(parse_ssh_word("ssh://me%40corp.example@board3").user, "me@corp.example");
  EXPECT_EQ(parse_ssh_word("ssh://m%2b%2B1@board3").user, "m++1");
  EXPECT_EQ(parse_ssh_word("ssh://%6de@board3").user, "me");
  EXPECT_THAT(word_refusal("ssh://a+b@board3"), HasSubstr("+ stands for a space: write %2B"));
  EXPECT_THAT(word_refusal("ssh://a%2@board3"), HasSubstr("two hexadecimal digits"));
}

// An address of a board on the same link means nothing without the link.
TEST(PlaceWords, HaveAZoneInAnAddressOfOneLink) {
  for (const char* word : {"ssh://me@[fe80::1%eth0]:22", "ssh://me@[fe80::1%25eth0]:22"}) {
    const Place place = parse_ssh_word(word);
    EXPECT_EQ(place.host, "fe80::1%eth0") << word;
    EXPECT_EQ(place.user, "me") << word;
    EXPECT_EQ(place.port, 22) << word;
  }
  EXPECT_EQ(parse_ssh_word("ssh:fe80::1%br-lan.7").host, "fe80::1%br-lan.7");
  EXPECT_EQ(parse_ssh_word("ssh:me@fe80::1%eth0").host, "me@fe80::1%eth0");
  EXPECT_EQ(parse_ssh_word("ssh://[fe80::1%251]").host, "fe80::1%1");
}

TEST(PlaceWords, ThatCouldMeanSomethingElseToSshOrAShellAreRefused) {
  for (const char* word : {"ssh:",
                           "ssh:-oProxyCommand=x",
                           "ssh:a b",
                           "ssh:a;b",
                           "ssh:$(id)",
                           "ssh:a`b",
                           "ssh:a\nb",
                           "ssh:a'b",
                           "ssh:a/b",
                           "ssh://",
                           "ssh://-x@host",
                           "ssh://a;b@host",
                           "ssh://@host",
                           "ssh://host:0",
                           "ssh://host:65536",
                           "ssh://host:22x",
                           "ssh://[::1",
                           "ssh://[::1]22",
                           "ssh://-host",
                           "ssh://h%20t",
                           "ssh://h%6fst",
                           "ssh://%2dx@host",
                           "ssh://%2DoProxyCommand=x@host",
                           "ssh://a%3bb@host",
                           "ssh://a%24%28id%29@host",
                           "ssh://a%60b@host",
                           "ssh://a%0ab@host",
                           "ssh://a%00b@host",
                           "ssh://a%20b@host",
                           "ssh://a%zz@host",
                           "ssh://a%4",
                           "ssh://a%@host",
                           "ssh://%@host",
                           "ssh://host%eth0",
                           "ssh:host%h",
                           "ssh:%h",
                           "ssh://[-x%eth0]",
                           "ssh://[fe80::1%]",
                           "ssh://[%eth0]",
                           "ssh://[fe80::1%-x]",
                           "ssh://[fe80::1%eth0;id]",
                           "ssh://[fe80::1%25$(id)]",
                           "ssh://[fe80::1%25%3bid]",
                           "ssh://[fe80::1%a%b]",
                           "ssh://[fe80::1 %eth0]",
                           "ssh://[]",
                           "ssh://host/path"}) {
    EXPECT_THAT(word_refusal(word), HasSubstr("is not a place")) << word;
  }
  EXPECT_THAT(word_refusal("ssh:" + std::string(256, 'a')), HasSubstr("too long"));
  EXPECT_THAT(word_refusal("ssh:-v"), HasSubstr("begins with -"));
}

TEST(PlaceWords, FoldersAreAbsoluteOrBelowHome) {
  for (const char* good : {"/data/assay", "~/assay", "/a_b/c.d+e,f@g=h-i"}) {
    EXPECT_EQ(folder_problem(good), "") << good;
  }
  for (const char* bad : {"", "/", "~", "~/", "data", "~me/x", "/a/../b", "/a b", "/a'b", "/a$b",
                          "/a\"b", "/a\\b", "/a!b", "/a\nb", "-x"}) {
    EXPECT_NE(folder_problem(bad), "") << bad;
  }
}

TEST(PlaceWords, CpusAreNumbersAndRanges) {
  EXPECT_THAT(parse_cpus("3"), ElementsAre(3));
  EXPECT_THAT(parse_cpus("6,0-2,1"), ElementsAre(0, 1, 2, 6));
  for (const char* bad : {"", "a", "3-1", "-1", "1-", "1,,2", "0-65536", " 1"}) {
    EXPECT_THAT(parse_cpus(bad), IsEmpty()) << bad;
  }
}

}  // namespace
}  // namespace assay::reach
