// SPDX-License-Identifier: Apache-2.0
#include "submit/manifest.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/sha256.h"
#include "base/text.h"

namespace assay::submit {
namespace {

using testing::HasSubstr;

Manifest a_manifest() {
  return {.made = "2026-12-01T08:00:00Z",
          .harness = {.version = "0.2.0", .commit = "7200fa6", .dirty = false},
          .machine = "0123456789abcdef",
          .content = base::sha256("content"),
          .sessions = 2,
          .files = {{.path = "SHA256SUMS", .sha256 = base::sha256("sums"), .size = 4},
                    {.path = "record.json", .sha256 = base::sha256("record"), .size = 6}}};
}

std::string refusal_of(const std::string& text) {
  try {
    read_manifest(text);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "taken";
}

TEST(Manifest, IsOneLineOfCanonicalJson) {
  const std::string text = to_text(a_manifest());
  EXPECT_THAT(text, testing::StartsWith(R"({"changed":0,"commit":"7200fa6","content":")"));
  EXPECT_THAT(text, HasSubstr(R"({"path":"record.json","sha256":")"));
  EXPECT_THAT(text, testing::EndsWith("\"version\":\"0.2.0\"}\n"));
  EXPECT_EQ(to_text(read_manifest(text)), text);
  EXPECT_EQ(read_manifest(text).files, a_manifest().files);
}

TEST(Manifest, NamesAMachineOrAnExample) {
  Manifest manifest = a_manifest();
  manifest.machine = kExampleMachine;
  EXPECT_EQ(read_manifest(to_text(manifest)), manifest);
  manifest.machine = "examples";
  EXPECT_THAT(refusal_of(to_text(manifest)), HasSubstr("machine"));
}

// The same meaning in other bytes would have another signature.
TEST(Manifest, IsReadInItsOneFormOnly) {
  const std::string text = to_text(a_manifest());
  EXPECT_THAT(refusal_of(text.substr(0, text.size() - 1)), HasSubstr("canonical"));
  EXPECT_THAT(refusal_of(" " + text), HasSubstr("manifest.json:1:1: not in the canonical form"));
  for (const auto& [from, to] : std::initializer_list<std::pair<const char*, const char*>>{
           {"\"changed\":0", "\"changed\": 0"},
           {"\"changed\":0", "\"changed\":2"},
           {"\"changed\":0", "\"changed\":0.0"},
           {"\"sessions\":2", "\"sessions\":2e0"},
           {"\"sessions\":2", "\"sessions\":2,\"stranger\":1"},
           {"7200fa6", "\\u0037200fa6"}}) {
    EXPECT_THAT(refusal_of(base::replace_all(text, from, to)), HasSubstr("manifest.json")) << to;
  }
}

TEST(Manifest, RefusesWhatIsNone) {
  const std::string text = to_text(a_manifest());
  for (const auto& [from, to, says] :
       std::initializer_list<std::tuple<const char*, const char*, const char*>>{
           {"assay.submission/1", "assay.submission/2", "schema"},
           {"record.json", "../record.json", "files[1]"},
           {"record.json", "/etc/passwd", "files[1]"},
           {"record.json", "manifest.json", "lists neither itself"},
           {"record.json", "SHA256SUMS", "named twice"},
           {"record.json", "A", "out of order"},
           {"\"sessions\":2", "\"sessions\":0", "sessions"},
           {"2026-12-01", "2026-13-01", "made"},
           {"0123456789abcdef", "0123456789ABCDEF", "machine"}}) {
    EXPECT_THAT(refusal_of(base::replace_all(text, from, to)), HasSubstr(says)) << to;
  }
  EXPECT_NE(refusal_of(""), "taken");
  EXPECT_NE(refusal_of("[]"), "taken");
}

TEST(Manifest, ListsHashesAsSha256sumReadsThem) {
  EXPECT_EQ(sums_of({{.path = "a", .sha256 = base::sha256("x"), .size = 1}}),
            "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881  a\n");
}

}  // namespace
}  // namespace assay::submit
