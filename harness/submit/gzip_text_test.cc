// SPDX-License-Identifier: Apache-2.0
#include "submit/gzip_text.h"

#include <gmock/gmock.h>

#include <random>
#include <string>

#include "submit/archive_names.h"
#include "sys/process.h"

namespace assay::submit {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// By gzip(1), another program.
std::string filtered_by(std::vector<std::string> words, const std::string& bytes) {
  const auto ended = sys::run_process(
      {.argv = std::move(words), .input = bytes, .output_limit = base::Bytes{200u << 20}});
  EXPECT_TRUE(ended.exited(0)) << ended.err;
  return ended.out;
}

// That no compressor makes smaller.
std::string noise(std::size_t size) {
  std::mt19937 random(17);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random() & 0xffu);
  return bytes;
}

TEST(Gzip, IsReadByGzipAndHasNeitherTimeNorName) {
  const std::string text = "some text, some text\n";
  const std::string made = gzip(text);
  EXPECT_EQ(filtered_by({"gzip", "-dc"}, made), text);
  // RFC 1952: magic, deflate, no flags, no time, no extra flags, made on Unix.
  EXPECT_EQ(made.substr(0, 10), std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10));
  EXPECT_EQ(made, gzip(text));
}

TEST(Gzip, IsReadWhoeverMadeIt) {
  for (const std::string& text : {std::string(), std::string("x"), noise(1'000'000)}) {
    EXPECT_EQ(gunzip(gzip(text)).bytes, text);
    const Gunzipped other = gunzip(filtered_by({"gzip", "-9c"}, text));
    EXPECT_TRUE(other.outcome.good()) << other.outcome.reason;
    EXPECT_EQ(other.bytes, text);
  }
}

TEST(Gzip, IsRefusedAtEveryTruncation) {
  const std::string whole = gzip("some text, some other text\n");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(gunzip(whole.substr(0, size)).outcome.code, "gzip-truncated") << size;
  }
}

TEST(Gzip, WithAnyBitChangedIsRefusedOrTheSame) {
  const std::string text = "some text, some other text\n";
  const std::string whole = gzip(text);
  int same = 0;
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string changed = whole;
    changed[bit / 8] =
        static_cast<char>(static_cast<unsigned char>(changed[bit / 8]) ^ 1u << bit % 8);
    const Gunzipped read = gunzip(changed);
    if (read.outcome.good()) {
      EXPECT_EQ(read.bytes, text) << bit;
      ++same;
    } else {
      EXPECT_THAT(read.outcome.code, StartsWith("gzip-")) << bit;
      EXPECT_EQ(read.bytes, "") << bit;
    }
  }
  // The flag "probably text", the time, the extra flags and the system: 49 bits, plus what deflate
  // itself leaves unused at the end of its last byte, at most 7.
  EXPECT_GE(same, 49);
  EXPECT_LE(same, 56);
}

TEST(Gzip, IsOneMemberAndNothingElse) {
  const std::string one = gzip("one"), other = filtered_by({"gzip", "-c"}, "two");
  EXPECT_EQ(gunzip(one + other).outcome.code, "gzip-second-member");
  EXPECT_EQ(gunzip(one + "x").outcome.code, "gzip-behind-end");
  EXPECT_EQ(gunzip(one + std::string(512, '\0')).outcome.code, "gzip-behind-end");
}

TEST(Gzip, OfMoreThanTwoHundredTimesItsSizeIsRefused) {
  const Gunzipped bomb = gunzip(gzip(std::string(std::size_t{60} << 20, '\0')));
  EXPECT_EQ(bomb.outcome.code, "ratio");
  EXPECT_THAT(bomb.outcome.reason, HasSubstr("200 times"));
  EXPECT_EQ(bomb.bytes, "");
}

TEST(Gzip, OfMoreThanSixtyFourMebibytesIsRefused) {
  const std::string filler(std::size_t{66} << 20, '\0');
  // Some noise keeps the ratio low.
  EXPECT_EQ(gunzip(filtered_by({"gzip", "-1c"}, noise(1 << 20) + filler)).outcome.code,
            "too-large");
  EXPECT_TRUE(
      gunzip(gzip(noise(1 << 20) + filler.substr(0, std::size_t{63} << 20))).outcome.good());
}

TEST(Gzip, OfMoreThanSixteenMebibytesIsNotEvenLookedAt) {
  EXPECT_EQ(gunzip("\x1f\x8b" + std::string(std::size_t{16} << 20, '\0')).outcome.code,
            "archive-large");
}

TEST(Gzip, ThatIsNoneIsRefused) {
  EXPECT_EQ(gunzip("some text").outcome.code, "gzip-damaged");
  EXPECT_FALSE(is_gzip("some text"));
  EXPECT_TRUE(is_gzip(gzip("")));
}

}  // namespace
}  // namespace assay::submit
