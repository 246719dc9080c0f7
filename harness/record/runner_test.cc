// SPDX-License-Identifier: Apache-2.0
#include "record/runner.h"

#include <gmock/gmock.h>

#include <set>

#include "base/json.h"
#include "sys/files.h"

namespace assay::record {
namespace {

TEST(Runners, AreFoundByTheirNamesWhichDiffer) {
  std::set<std::string_view> names;
  for (const Runner* runner : kRunners) {
    EXPECT_EQ(find_runner(runner->name), runner);
    EXPECT_TRUE(names.insert(runner->name).second) << runner->name;
    EXPECT_NE(runner->summary, "") << runner->name;
  }
  EXPECT_EQ(find_runner("qemu"), nullptr);
  EXPECT_EQ(find_runner(""), nullptr);
}

// A neighbour changes a time and no count.
TEST(Runners, WhatIsTimedRunsAloneAndWhatIsCountedBesideOthers) {
  for (const Runner* runner : kRunners) {
    EXPECT_EQ(runner->alone, traits_of(runner->domain).time) << runner->name;
  }
}

TEST(Runners, BootWhereTheKernelIsTheirOwn) {
  EXPECT_FALSE(kNative.boots());
  EXPECT_FALSE(kQemuUser.boots());
  EXPECT_TRUE(kQemuSystem.boots());
  EXPECT_TRUE(kQemuKvm.boots());
}

TEST(Runners, AreNamedWholeOrNotAtAll) {
  EXPECT_TRUE(is_named(kQemuUser, {"native", "qemu-user"}));
  EXPECT_FALSE(is_named(kQemuUser, {"qemu", "qemu-user-static"}));
  EXPECT_FALSE(is_named(kNative, {}));
}

TEST(Runners, AreThoseOfTheSchema) {
  const auto text =
      sys::read_file(ASSAY_SOURCE_DIR "/docs/schemas/record-2.json", base::Bytes{1u << 20});
  base::Json schema = base::parse_json(text, "record-2.json");
  const base::Json* at = &schema;
  for (const char* key : {"$defs", "place", "properties", "runner", "enum"}) {
    at = at->find(key);
    ASSERT_NE(at, nullptr) << key;
  }
  std::vector<std::string> names;
  for (const base::Json& each : *at->array()) names.push_back(*each.string());
  std::vector<std::string> expected = runner_names();
  expected.emplace_back();  // of imported records
  EXPECT_THAT(names, testing::UnorderedElementsAreArray(expected));
}

}  // namespace
}  // namespace assay::record
