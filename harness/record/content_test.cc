// SPDX-License-Identifier: Apache-2.0
#include "record/content.h"

#include <gtest/gtest.h>

#include <string_view>

namespace assay::record {
namespace {

std::string content(std::string_view text) { return content_of(base::parse_json(text, "a.json")); }

// printf '%s'
// '{"created":"2026-11-24T05:00:00Z","later":{"a":"µ","b":[1,2.5]},"schema":"assay.record/2"}' |
// sha256sum
constexpr std::string_view kHash =
    "028e7efa2ca3a5bb6ae4cde01c68383846d2742d6a8a32d4dc3614247ef9972e";

TEST(Content, IsTheHashOfTheCanonicalDocument) {
  EXPECT_EQ(content(R"({"schema": "assay.record/2", "later": {"b": [1, 2.50], "a": "\u00b5"},
                        "created": "2026-11-24T05:00:00Z"})"),
            kHash);
}

TEST(Content, DoesNotDependOnIdAndContentOfTheRecordItself) {
  EXPECT_EQ(content(R"({"id": "20261124T050000Z-028e7e", "schema": "assay.record/2",
                        "content": "abc", "created": "2026-11-24T05:00:00Z",
                        "later": {"a": "µ", "b": [1.0, 25e-1]}})"),
            kHash);
}

TEST(Content, DoesNotDependOnMarks) {
  EXPECT_EQ(content(R"({"schema":"assay.record/2","later":{"b":[1,2.5],"a":"µ"},
                        "created":"2026-11-24T05:00:00Z","marks":[{"code":"edited"}]})"),
            kHash);
  EXPECT_NE(content(R"({"a":{"marks":1}})"), content(R"({"a":{"marks":2}})"));
}

TEST(Content, DependsOnEveryOtherKeyAndValue) {
  for (
      const char* text : {
          R"({"schema":"assay.record/2","later":{"b":[1,2.5],"a":"u"},"created":"2026-11-24T05:00:00Z"})",
          R"({"schema":"assay.record/2","later":{"b":[2.5,1],"a":"µ"},"created":"2026-11-24T05:00:00Z"})",
          R"({"schema":"assay.record/2","later":{"b":[1,2.5],"a":"µ","id":1},"created":"2026-11-24T05:00:00Z"})",
          R"({"schema":"assay.record/2","created":"2026-11-24T05:00:00Z"})",
      }) {
    EXPECT_NE(content(text), kHash) << text;
  }
  EXPECT_NE(content(R"({"a":{"id":1}})"), content(R"({"a":{"id":2}})"));  // of the record alone
}

TEST(Content, OfADocumentThatIsNoObjectIsThatOfTheValue) {
  // printf '[1]' | sha256sum
  EXPECT_EQ(content("[1.0]"), "080a9ed428559ef602668b4c00f114f1a11c3f6b02a435f0bdc154578e4d7f22");
}

TEST(IdOf, IsTheTimeAndTheFirstDigitsOfTheContent) {
  EXPECT_EQ(id_of("2026-11-25T12:03:51Z", "3f9a01" + std::string(58, '0')),
            "20261125T120351Z-3f9a01");
}

}  // namespace
}  // namespace assay::record
