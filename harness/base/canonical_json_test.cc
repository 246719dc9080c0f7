// SPDX-License-Identifier: Apache-2.0
#include "base/canonical_json.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "base/sha256.h"

namespace assay::base {
namespace {

std::string canonical(std::string_view text) { return canonical_json(parse_json(text, "a.json")); }

struct Number {
  std::uint64_t bits;
  std::string_view text;
};

// The example of RFC 8785, sections 3.2.2 to 3.2.4.
TEST(CanonicalJson, WritesTheExampleOfTheRfc) {
  EXPECT_EQ(canonical(R"({
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  })"),
            R"({"literals":[null,true,false],)"
            R"("numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
            "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

// RFC 8785, section 3.2.3: a smiley is two surrogates, which come before U+FB33.
TEST(CanonicalJson, SortsKeysAsTheRfcDoes) {
  EXPECT_EQ(canonical(R"({"\u20ac": "Euro Sign", "\r": "Carriage Return",
                          "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
                          "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
                          "\u00f6": "Latin Small Letter O With Diaeresis"})"),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
            "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
            "\"\U0001f600\":\"Emoji: Grinning Face\","
            "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
}

TEST(CanonicalJson, SortsByCodeUnitsOfUtf16AtEveryDepth) {
  // U+D7FF, then the surrogates of U+10000 and U+10FFFF, then U+E000 and U+FFFF.
  EXPECT_EQ(canonical("{\"\uffff\":1,\"\U0010ffff\":2,\"\ue000\":3,\"\U00010000\":4,\"\ud7ff\":5}"),
            "{\"\ud7ff\":5,\"\U00010000\":4,\"\U0010ffff\":2,\"\ue000\":3,\"\uffff\":1}");
  EXPECT_EQ(canonical(R"({"b":{"d":1,"c":{"f":[{"h":1,"g":2}],"e":2}},"a":{}})"),
            R"({"a":{},"b":{"c":{"e":2,"f":[{"g":2,"h":1}]},"d":1}})");
  EXPECT_EQ(canonical(R"({"ab":1,"a":2,"":3,"B":4,"aa":5})"),
            R"({"":3,"B":4,"a":2,"aa":5,"ab":1})");
}

// RFC 8785, appendix B.
TEST(CanonicalJson, WritesTheNumbersOfTheRfc) {
  constexpr Number kNumbers[] = {
      {0x0000000000000000, "0"},
      {0x8000000000000000, "0"},
      {0x0000000000000001, "5e-324"},
      {0x8000000000000001, "-5e-324"},
      {0x7fefffffffffffff, "1.7976931348623157e+308"},
      {0xffefffffffffffff, "-1.7976931348623157e+308"},
      {0x4340000000000000, "9007199254740992"},
      {0xc340000000000000, "-9007199254740992"},
      {0x4430000000000000, "295147905179352830000"},
      {0x44b52d02c7e14af5, "9.999999999999997e+22"},
      {0x44b52d02c7e14af6, "1e+23"},
      {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
      {0x444b1ae4d6e2ef4e, "999999999999999700000"},
      {0x444b1ae4d6e2ef4f, "999999999999999900000"},
      {0x444b1ae4d6e2ef50, "1e+21"},
      {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
      {0x3eb0c6f7a0b5ed8d, "0.000001"},
      {0x41b3de4355555553, "333333333.3333332"},
      {0x41b3de4355555554, "333333333.33333325"},
      {0x41b3de4355555555, "333333333.3333333"},
      {0x41b3de4355555556, "333333333.3333334"},
      {0x41b3de4355555557, "333333333.33333343"},
      {0xbecbf647612f3696, "-0.0000033333333333333333"},
      {0x43143ff3c1cb0959, "1424953923781206.2"},
  };
  for (const auto& [bits, text] : kNumbers) {
    EXPECT_EQ(canonical_json(std::bit_cast<double>(bits)), text);
  }
}

// As Node.js 20 prints them with JSON.stringify: every length of the exponent, some by chance.
TEST(CanonicalJson, WritesNumbersAsAnotherProgramDoes) {
  constexpr Number kNumbers[] = {
      {0x3e0d5436d06e221d, "8.5358512e-10"},
      {0x3e26f733b140c3ba, "2.6735514999999998e-9"},
      {0x3e69e5f5e7187a6f, "4.8239312e-8"},
      {0x3e9174a169b22b36, "2.6010853e-7"},
      {0xbe99052e51cede4e, "-3.728306e-7"},
      {0x3f0e93f26583cfbc, "0.00005832274899999999"},
      {0x3f3354cf22dd0b9f, "0.00029497201"},
      {0x3f714d11eb34cdda, "0.0042238903"},
      {0x3fb5745987f57120, "0.083806606"},
      {0xbfb80ccf1b5ba619, "-0.09394545"},
      {0x4021229b464203b0, "8.567590899999999"},
      {0x3fa89e774eebf65e, "0.048084"},
      {0x40861e46594af4f0, "707.7843499999999"},
      {0x40b5b451cac08312, "5556.3195"},
      {0xc0e9cb61374bc6a8, "-52827.038"},
      {0x410727b43d70a3d7, "189686.53"},
      {0x41540bdc7999999a, "5255025.9"},
      {0x4188fe3338000001, "52414055.00000001"},
      {0x41cd39fe37000000, "980679790"},
      {0xc1e494b7f1800000, "-2762325900"},
      {0x420876d0653fffff, "13134072999.999998"},
      {0x424ffb8cb9d00000, "274728580000"},
      {0x428e0fb536a50000, "4131601700000"},
      {0x42d4eadbeac92000, "91995778000000"},
      {0xc304ed0ec84c9400, "-736268410000000"},
      {0x4328f26b2eb39800, "3510970800000000"},
      {0x4375f9b8dc39d4c0, "98968750000000000"},
      {0x438f4258ccbca260, "281557550000000000"},
      {0x43d19b1a9b73cd16, "5074547900000000000"},
      {0xc41308e64ec3bb85, "-87782356000000000000"},
      {0x4430bb61c08196d3, "308650190000000000000"},
      {0x446cd1ac1916ea54, "4.2529384999999997e+21"},
      {0x449a02b69a7465c7, "3.0707894999999998e+22"},
      {0x4340000000000000, "9007199254740992"},
      {0x4340000000000001, "9007199254740994"},
      {0x44b52d02c7e14af6, "1e+23"},
      {0x4450000000000000, "1.1805916207174113e+21"},
      {0x3e70000000000000, "5.960464477539063e-8"},
      {0x3eb27476ca61b882, "0.0000011"},
      {0x441ac53a7e04bcda, "123456789012345680000"},
      {0x9fded21c82caf2bb, "-3.591744324346332e-155"},
      {0xb494d6880418a99e, "-2.1245996709086885e-55"},
      {0x955753b579933f4d, "-7.265769856122253e-206"},
      {0x01239ff2c4a06a73, "3.5771699383255836e-303"},
      {0x8be87413a8b3d667, "-2.6682918192826337e-251"},
      {0x2e6f66b049cdc80b, "5.051222246941584e-85"},
      {0xf991db0c819b315b, "-3.956506804880179e+277"},
      {0x94269b57fb8d31f9, "-1.3430505694987311e-211"},
      {0xbe1edefcfabd75da, "-1.7969314742435888e-9"},
      {0xe35ac67471cc39b1, "-4.041946107752987e+170"},
      {0x7b59baf2b613ed82, "1.530453622854111e+286"},
      {0x8b4eb7817f86ead9, "-3.2731802469906564e-254"},
      {0x97876671a300714c, "-2.5043317662036373e-195"},
      {0xfad4dc52cb2fa2ae, "-4.846894050099266e+283"},
      {0x11e69a347dd2966b, "1.9540112837495184e-222"},
      {0x686f3326a04fc987, "1.1387781753342574e+195"},
      {0x6ed5ff7aa865d7d4, "8.14252834666211e+225"},
      {0x6edd22562c4c697b, "1.0783972713012537e+226"},
      {0x5b22f45380f3cf69, "1.05108576273751e+131"},
      {0xaf29109cc782d2b7, "-1.6514940978812739e-81"},
  };
  for (const auto& [bits, text] : kNumbers) {
    EXPECT_EQ(canonical_json(std::bit_cast<double>(bits)), text);
  }
}

// The bits that SplitMix64 gives, without those of infinities and NaNs.
class FiniteDoubles {
 public:
  double next() {
    for (;;) {
      std::uint64_t bits = state_ += 0x9E3779B97F4A7C15;
      bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9;
      bits = (bits ^ bits >> 27) * 0x94D049BB133111EB;
      const auto value = std::bit_cast<double>(bits ^ bits >> 31);
      if (std::isfinite(value)) return value;
    }
  }

 private:
  std::uint64_t state_ = 8785;
};

// canonical_numbers.py has the hash from Python's digits; Node.js 20 gives the same one.
TEST(CanonicalJson, WritesAMillionDoublesAsOthersDo) {
  FiniteDoubles doubles;
  std::string lines;
  for (int i = 0; i < 1'000'000; ++i) lines += canonical_json(doubles.next()) + '\n';
  EXPECT_EQ(sha256(lines), "750c3d4d4ebf33c02e77d7876374adce5613d74cb0c7596eb43ad488390e412b");
}

// Every number is a double: what Node.js makes of the same text.
TEST(CanonicalJson, WritesWholeNumbersThatNoDoubleHoldsAsTheNearest) {
  EXPECT_EQ(canonical("[9007199254740991,-9007199254740991,9007199254740993,-9007199254740993]"),
            "[9007199254740991,-9007199254740991,9007199254740992,-9007199254740992]");
  EXPECT_EQ(canonical("[9223372036854775807,18446744073709551615,1000000000000000000]"),
            "[9223372036854776000,18446744073709552000,1000000000000000000]");
  EXPECT_EQ(canonical("[1.0,-0,-0.0,100,1e2,-7]"), "[1,0,0,100,100,-7]");
}

TEST(CanonicalJson, EscapesWhatMustBeEscapedOnly) {
  EXPECT_EQ(canonical_json(std::string("\b\t\n\f\r\"\\/\0\x1f\x7f", 11)),
            "\"\\b\\t\\n\\f\\r\\\"\\\\/\\u0000\\u001f\x7f\"");
  EXPECT_EQ(canonical_json("\u00e9\n\U0001f600\u2028"), "\"\u00e9\\n\U0001f600\u2028\"");
  EXPECT_EQ(canonical_json(""), "\"\"");
}

TEST(CanonicalJson, HashesWhatADumpWouldHold) {
  const Json torn("a\xffz");  // broken UTF-8, which no JSON holds
  EXPECT_EQ(canonical_json(torn), canonical_json(parse_json(torn.dump(), "a.json")));
}

TEST(CanonicalJson, LeavesOutWhiteSpaceAndTheOrderOfKeys) {
  EXPECT_EQ(canonical(" { \"b\" : [ ] ,\n\"a\" : { } } "), R"({"a":{},"b":[]})");
  EXPECT_EQ(canonical(R"({"a":1,"b":2})"), canonical(R"({"b":2,"a":1})"));
  EXPECT_EQ(canonical("[2,1]"), "[2,1]");  // an array keeps its order
}

TEST(CanonicalJson, LeavesOutKeysOfTheOutermostObjectOnly) {
  constexpr std::string_view kWithout[] = {"a", "c"};
  const Json json = parse_json(R"({"a":1,"b":{"a":2,"c":[{"a":3}]},"c":{}})", "a.json");
  EXPECT_EQ(canonical_json(json, kWithout), R"({"b":{"a":2,"c":[{"a":3}]}})");
}

TEST(CanonicalJsonDeathTest, NumbersAreFinite) {
  EXPECT_DEATH(canonical_json(std::numeric_limits<double>::infinity()), "is finite");
  EXPECT_DEATH(canonical_json(std::numeric_limits<double>::quiet_NaN()), "is finite");
}

}  // namespace
}  // namespace assay::base
