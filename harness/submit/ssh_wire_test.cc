// SPDX-License-Identifier: Apache-2.0
#include "submit/ssh_wire.h"

#include <gmock/gmock.h>

namespace assay::submit {
namespace {

using namespace std::string_literals;  // NOLINT: bytes with NUL
using testing::HasSubstr;

// RFC 4251, section 5: "testing" is 00 00 00 07 and the letters.
TEST(Wire, WritesAndReadsTheExamplesOfTheStandard) {
  EXPECT_EQ(wire_string("testing"), "\0\0\0\x07testing"s);
  EXPECT_EQ(wire_number(699921578), "\x29\xb7\xf4\xaa"s);
  const std::string bytes = wire_string("testing") + wire_number(699921578);
  WireReader reader(bytes);
  EXPECT_EQ(reader.string(), "testing");
  EXPECT_FALSE(reader.whole());
  EXPECT_EQ(reader.number(), 699921578u);
  EXPECT_TRUE(reader.whole());
}

TEST(Wire, NeverReadsBeyondItsBytesAndStaysFailed) {
  for (const std::string& bytes :
       {""s, "\0\0\0"s, "\0\0\0\x02x"s, "\xff\xff\xff\xffx"s, "\x7f\xff\xff\xff"s}) {
    WireReader reader(bytes);
    EXPECT_EQ(reader.string(), "");
    EXPECT_TRUE(reader.failed());
    EXPECT_EQ(reader.bytes(0), "");
    EXPECT_TRUE(reader.failed());
    EXPECT_FALSE(reader.whole());
  }
}

// RFC 4251: 9a378f9b2e332a7 and 80 as mpint; what is negative, zero or longer than it need be is
// none of ours.
TEST(Wire, ReadsPositiveNumbersInTheirOneForm) {
  const auto read = [](const std::string& bytes) {
    WireReader reader(bytes);
    const std::string magnitude(reader.positive());
    return reader.whole() ? magnitude : "refused";
  };
  EXPECT_EQ(read("\0\0\0\x08\x09\xa3\x78\xf9\xb2\xe3\x32\xa7"s),
            "\x09\xa3\x78\xf9\xb2\xe3\x32\xa7"s);
  EXPECT_EQ(read("\0\0\0\x02\0\x80"s), "\x80");
  for (const std::string& bytes : {"\0\0\0\0"s, "\0\0\0\x01\0"s, "\0\0\0\x02\xed\xcc"s,
                                   "\0\0\0\x02\0\x7f"s, "\0\0\0\x03\0\0\x80"s, "\0\0\0\x02\x01"s}) {
    EXPECT_EQ(read(bytes), "refused");
  }
}

TEST(Armor, WritesLinesOf70AndReadsThemBack) {
  const std::string bytes(100, 'x');
  const std::string armored = armor(bytes, "A THING");
  EXPECT_EQ(armored,
            "-----BEGIN A THING-----\n"
            "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eH\n"
            "h4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eA==\n"
            "-----END A THING-----\n");
  EXPECT_EQ(unarmor(armored, "A THING").bytes, bytes);
}

TEST(Armor, RefusesEverythingElseAndSaysWhy) {
  const std::string begin = "-----BEGIN T-----\n", end = "-----END T-----\n";
  const std::string w76(76, 'A');
  EXPECT_TRUE(unarmor(begin + w76 + "\n" + end, "T").bytes.has_value());
  EXPECT_TRUE(unarmor(begin + "Zm9v\nZm9v\n" + end, "T").bytes.has_value());
  for (const auto& [text, why] : std::vector<std::pair<std::string, std::string>>{
           {"", "empty"},
           {"\n" + begin + "Zm9v\n" + end, "does not begin"},
           {begin, "END"},
           {begin + end, "line break before END is missing"},
           {begin + "Zm9v" + end, "line break before END is missing"},
           {begin + "Zm9v\n-----END T-----", "not whole"},
           {begin + "Zm9v\n" + end + "\n", "follows"},
           {begin + "Zm9v\n" + end + begin + "Zm9v\n" + end, "follows"},
           {begin + "Zm9v\n\n" + end, "empty line"},
           {begin + w76 + "AAAA\n" + end, "longer than 76"},
           {begin + "Zm9v \n" + end, "not base64"},
           {begin + "Zg\n==\n" + end + "x", "follows"},
           {begin + "Zh==\n" + end, "RFC 4648"},
           {"-----BEGIN T-----\r\nZm9v\r\n-----END T-----\r\n", "CR LF"},
           {"-----BEGIN U-----\nZm9v\n-----END U-----\n", "does not begin"}}) {
    const Unarmored read = unarmor(text, "T");
    EXPECT_EQ(read.bytes, std::nullopt) << text;
    EXPECT_THAT(read.wrong, HasSubstr(why)) << text;
  }
}

}  // namespace
}  // namespace assay::submit
