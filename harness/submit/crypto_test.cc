// SPDX-License-Identifier: Apache-2.0
#include "submit/crypto.h"

#include <gmock/gmock.h>

#include "submit/vectors_test.h"

namespace assay::submit {
namespace {

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at < hex.size(); at += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16));
  }
  return bytes;
}

// FIPS 180-4, the examples for "abc".
TEST(Hashes, OfAbcAreThoseOfTheStandard) {
  EXPECT_EQ(sha256_bytes("abc"),
            from_hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  EXPECT_EQ(sha512_bytes("abc"),
            from_hex("ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"));
}

// RFC 4648, section 10.
TEST(Base64, WritesAndReadsTheExamplesOfTheStandard) {
  for (const auto& [bytes, text] :
       std::vector<std::pair<std::string, std::string>>{{"", ""},
                                                        {"f", "Zg=="},
                                                        {"fo", "Zm8="},
                                                        {"foo", "Zm9v"},
                                                        {"foob", "Zm9vYg=="},
                                                        {"fooba", "Zm9vYmE="},
                                                        {"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(to_base64(bytes), text);
    EXPECT_EQ(from_base64(text), bytes);
  }
  EXPECT_EQ(to_base64_unpadded("f"), "Zg");
}

TEST(Base64, ReadsNothingElse) {
  for (const char* text :
       {"Zg", "Zg=", "Zg===", "Zh==", "Zm9v\n", " Zm9v", "Zm9v!", "Zm-v", "=", "Zg==Zg==", "Z"}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
  EXPECT_EQ(from_base64(std::string_view("Zm9v\0", 5)), std::nullopt);
}

// RFC 8032, section 7.1, test 1: the empty message.
TEST(Ed25519, SignsTheExampleOfTheStandard) {
  const Ed25519Pair pair = ed25519_pair(vectors::kAliceSeed);
  EXPECT_EQ(pair.public_key,
            from_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
  const std::string signature = sign_ed25519("", pair.secret);
  EXPECT_EQ(signature,
            from_hex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"));
  EXPECT_TRUE(ed25519_holds(signature, "", pair.public_key));
  EXPECT_FALSE(ed25519_holds(signature, "x", pair.public_key));
}

TEST(Ed25519, TakesNoKeyOfSmallOrderAndNoOtherLength) {
  // The neutral element: with S = 0 and R = 1 the equation holds for every message.
  std::string one(32, '\0');
  one[0] = 1;
  EXPECT_FALSE(ed25519_holds(one + std::string(32, '\0'), "any", one));
  EXPECT_FALSE(ed25519_holds("", "any", one));
  EXPECT_FALSE(ed25519_holds(std::string(64, '\0'), "any", ""));
}

TEST(RandomBytes, AreNotTheSameTwice) { EXPECT_NE(random_bytes(32), random_bytes(32)); }

}  // namespace
}  // namespace assay::submit
