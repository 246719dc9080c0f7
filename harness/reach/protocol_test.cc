// SPDX-License-Identifier: Apache-2.0
#include "reach/protocol.h"

#include <gmock/gmock.h>

#include <functional>
#include <vector>

#include "base/error.h"
#include "base/sha256.h"

namespace assay::reach {
namespace {

using base::Json;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr FrameLimits kLimits{.bytes = {1000}, .total = {1u << 20}};

Json said(const std::string& word) { return Json(Json::Object{{"word", word}}); }

FrameReader reader() { return {Side::there, "n1", kLimits}; }

std::string frames_refusal(FrameReader reading, std::string_view bytes) {
  try {
    reading.add(bytes);
    while (reading.next()) {
    }
  } catch (const base::Error& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(Protocol, FramesArriveAsTheyWereSentHoweverTheyAreCut) {
  FrameWriter writer(Side::there, "n1");
  std::string all = writer.write(said("one"));
  all += writer.write(said("two"), std::string("raw\n\0b", 6));
  all += writer.write(said("three"));
  for (const std::size_t step : {1u, 2u, 7u, 1000u}) {
    FrameReader reading = reader();
    std::vector<std::string> words, bytes;
    for (std::size_t at = 0; at < all.size(); at += step) {
      reading.add(std::string_view(all).substr(at, step));
      while (const auto frame = reading.next()) {
        words.push_back(frame->line.text("word"));
        bytes.push_back(frame->bytes);
      }
    }
    EXPECT_THAT(words, ::testing::ElementsAre("one", "two", "three")) << step;
    EXPECT_THAT(bytes, ::testing::ElementsAre("", std::string("raw\n\0b", 6), "")) << step;
  }
}

TEST(Protocol, ALineBeginsWithTheHashOfAllLinesSoFar) {
  FrameWriter writer(Side::here, "abc");
  // printf 'assay.reach/1 here abc' | sha256sum; then printf 'THAT{"word":"x"}' | sha256sum
  const std::string first = base::sha256("assay.reach/1 here abc");
  EXPECT_THAT(writer.write(said("x")),
              StartsWith(base::sha256(first + R"({"word":"x"})").substr(0, 16) + " {"));
}

TEST(Protocol, LinesThatWereCutDoubledMovedOrAlteredAreRefused) {
  FrameWriter writer(Side::there, "n1");
  const std::string one = writer.write(said("one")), two = writer.write(said("two"));
  std::string altered = one;
  altered[altered.find("one")] = 'O';
  for (const std::string& bytes :
       {two, one + one, altered + two, one.substr(0, 30) + "\n" + two, one + two.substr(5)}) {
    EXPECT_THAT(frames_refusal(reader(), bytes), HasSubstr("conversation")) << bytes;
  }
  EXPECT_THAT(frames_refusal(reader(), one + two), "nothing was refused");
  EXPECT_THAT(frames_refusal({Side::here, "n1", kLimits}, one), HasSubstr("altered"));
  EXPECT_THAT(frames_refusal({Side::there, "n2", kLimits}, one), HasSubstr("altered"));
}

TEST(Protocol, BytesThatWereAlteredAreRefused) {
  FrameWriter writer(Side::there, "n1");
  std::string frame = writer.write(said("one"), "bytes");
  frame.back() = 'X';
  EXPECT_THAT(frames_refusal(reader(), frame), HasSubstr("bytes were altered"));
}

TEST(Protocol, WhatIsTooLongIsRefusedBeforeItIsTaken) {
  EXPECT_THAT(frames_refusal(reader(), std::string(70'000, 'x')), HasSubstr("longer than 64 KiB"));
  EXPECT_THAT(frames_refusal(reader(), std::string((1u << 20) + 1, '\n')),
              HasSubstr("more than 1 MiB"));
  FrameWriter writer(Side::there, "n1");
  EXPECT_THAT(frames_refusal(reader(), writer.write(said("one"), std::string(1001, 'x'))),
              HasSubstr("1001 B are announced, at most 1000 B"));
}

// A line with the right hash, as a place that means harm can make it.
std::string sealed(const std::string& text) {
  const std::string chain = base::sha256("assay.reach/1 there n1");
  return base::sha256(chain + text).substr(0, 16) + " " + text + "\n";
}

TEST(Protocol, RubbishWithTheRightHashIsRefused) {
  EXPECT_EQ(frames_refusal(reader(), sealed(R"({"word":"fine"})")), "nothing was refused");
  for (const std::string text : {"", "[]", "1", "{", "\"x\"", R"({"bytes":-1,"sha256":"x"})",
                                 R"({"bytes":"5"})", R"({"bytes":1e300})", R"({"bytes":5})",
                                 R"({"bytes":5,"sha256":7})", R"({"a":1,"a":2})", "\xff\xfe"}) {
    EXPECT_NE(frames_refusal(reader(), sealed(text)), "nothing was refused") << text;
  }
  EXPECT_THAT(frames_refusal(reader(), "\x1b[31mred\n"), HasSubstr("\\x1b[31mred"));
}

TEST(Protocol, NamesOfRunsAndHashesArePlain) {
  EXPECT_TRUE(is_run_name("20261201-0123abcd"));
  for (const char* bad : {"", "short", "UPPERCASE1", "../../etc1", "-dashfirst", "with space1"}) {
    EXPECT_FALSE(is_run_name(bad)) << bad;
  }
  EXPECT_TRUE(is_sha256(base::sha256("")));
  EXPECT_FALSE(is_sha256(std::string(64, 'G')));
}

}  // namespace
}  // namespace assay::reach
