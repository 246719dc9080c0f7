// SPDX-License-Identifier: Apache-2.0
#include "record/domain.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <set>

#include "base/json.h"
#include "sys/files.h"

namespace assay::record {
namespace {

TEST(Domains, AreFoundByTheirNamesWhichDiffer) {
  std::set<std::string_view> names, keys;
  for (const DomainTraits& each : kDomains) {
    EXPECT_EQ(&traits_of(each.domain), &each);
    EXPECT_EQ(find_domain(each.name), each.domain);
    EXPECT_TRUE(names.insert(each.name).second) << each.name;
    EXPECT_TRUE(keys.insert(each.sample_key).second) << each.name;
    EXPECT_NE(each.unit, "") << each.name;
    EXPECT_NE(each.noun, "") << each.name;
  }
  EXPECT_EQ(find_domain("hw"), std::nullopt);
  EXPECT_EQ(find_domain(""), std::nullopt);
}

TEST(Domains, HaveTheNamesThatRecordsHold) {
  EXPECT_EQ(name_of(Domain::emu_count), "emu_count");
  EXPECT_EQ(name_of(Domain::hw_time), "hw_time");
  EXPECT_EQ(name_of(std::optional(Domain::size)), "size");
  EXPECT_EQ(name_of(std::nullopt), "");
}

// What differs by chance is decided by pairs measured in turns.
TEST(Domains, OnlyExactNumbersAreHeldAgainstAFloor) {
  for (const DomainTraits& each : kDomains) {
    if (each.gate == GateRule::floor) {
      EXPECT_EQ(each.precision, Precision::exact) << each.name;
      EXPECT_NE(each.gate_head, "") << each.name;
    }
  }
}

TEST(Domains, AreThoseOfTheSchema) {
  const auto text =
      sys::read_file(ASSAY_SOURCE_DIR "/docs/schemas/record-2.json", base::Bytes{1u << 20});
  const base::Json schema = base::parse_json(text, "record-2.json");
  const base::Json* at = &schema;
  for (const char* key : {"$defs", "cell", "properties", "domain", "enum"}) {
    at = at->find(key);
    ASSERT_NE(at, nullptr) << key;
  }
  std::vector<std::string> names;
  for (const base::Json& each : *at->array()) names.push_back(*each.string());
  EXPECT_THAT(names, testing::UnorderedElementsAreArray(domain_names()));
}

// Readers, writers and help ask the table. "size" is a word of other things too.
TEST(Domains, AreSpelledByNoOtherCode) {
  namespace fs = std::filesystem;
  const fs::path harness = fs::path(ASSAY_SOURCE_DIR) / "harness";
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(harness)) {
    const fs::path path = entry.path();
    if (path.extension() != ".cc" && path.extension() != ".h") continue;
    if (path.stem().string().ends_with("_test") || path == harness / "record/domain.h") continue;
    ++files;
    const auto text = sys::read_file(path, base::Bytes{1u << 20});
    for (const char* name : {"\"emu_count\"", "\"hw_time\""}) {
      EXPECT_THAT(text, testing::Not(testing::HasSubstr(name))) << path;
    }
  }
  EXPECT_GT(files, 300u);
}

}  // namespace
}  // namespace assay::record
