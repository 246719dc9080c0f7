// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.h"

#include <gtest/gtest.h>

namespace assay::base {
namespace {

// Example values published with FIPS 180-4 (the empty text: the same page's second set).
TEST(Sha256, GivesThePublishedValues) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, TakesBytesThatAreNoText) {
  // printf '\0\377' | sha256sum
  EXPECT_EQ(sha256(std::string_view("\0\xff", 2)),
            "06eb7d6a69ee19e5fbdf749018d3d2abfa04bcbd1365db312eb86dc7169389b8");
}

TEST(Sha256, OfPartsIsThatOfTheWhole) {
  std::string whole;
  Sha256 parts;
  EXPECT_EQ(parts.text(), sha256(""));
  for (std::size_t size = 0; size < 200; ++size) {
    const std::string part(size, static_cast<char>(size));
    whole += part;
    parts.add(part);
    EXPECT_EQ(parts.text(), sha256(whole));
  }
  Sha256 copy = parts;
  copy.add("more");
  EXPECT_EQ(parts.text(), sha256(whole));
  EXPECT_EQ(copy.text(), sha256(whole + "more"));
}

}  // namespace
}  // namespace assay::base
