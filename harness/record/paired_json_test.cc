// SPDX-License-Identifier: Apache-2.0
#include "record/paired_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/text.h"

namespace assay::record {
namespace {

PairedRun small() {
  return {.benchmarks = {{.name = "libc/memcpy/64",
                          .outcome = base::Outcome::ok(),
                          .mode = "slices",
                          .passes = 5000,
                          .dilution = 0.01,
                          .seconds = 0.5,
                          .base_checksum = "12ab",
                          .head_checksum = "34cd",
                          .blocks = {{.confirmation = true,
                                      .cpu = 1,
                                      .pairs = {{500, 510, 501, 511, true, false},
                                                {500, 900, 501, 511, false, true, 3, 4, 0, 1}}}}}},
          .sentinels = {{.name = "s", .outcome = base::Outcome::failed("signal", "base: SIGSEGV")}},
          .notes = {"libc (head): left processes running, which were ended: sleep (1)"}};
}

base::Json small_json() {
  base::Json json;
  set_paired_run(json, small());
  return json;
}

TEST(PairedJson, ComesBackAsItWas) {
  const base::Json json = base::parse_json(small_json().dump(), "a.json");
  EXPECT_EQ(read_paired_run(JsonNode(json, "a.json")), small());
}

TEST(PairedJson, WithoutNotesHasNone) {
  PairedRun run = small();
  run.notes.clear();
  base::Json json;
  set_paired_run(json, run);
  EXPECT_EQ(json.find("notes"), nullptr);
}

TEST(PairedJson, RefusesPairsThatAreNone) {
  const std::string good = small_json().dump_compact();
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"[500,510,501,511,1]", "[500,510,501,511]"},
           {"[500,510,501,511,1]", "[500,510,501,511,4]"},
           {"[500,510,501,511,1]", "[500,510,501,511,1,0]"},
           {"2,3,4,0,1]", "2,3,4,0,-1]"},
           {"[500,510,501,511,1]", "[0,510,501,511,1]"},
           {"[500,510,501,511,1]", "[500,-510,501,511,1]"},
           {"[500,510,501,511,1]", "[500,51.5,501,511,1]"}}) {
    const std::string bad = base::replace_all(good, from, to);
    ASSERT_NE(bad, good) << from;
    const base::Json json = base::parse_json(bad, "a.json");
    EXPECT_THROW(read_paired_run(JsonNode(json, "a.json")), base::Error) << to;
  }
}

}  // namespace
}  // namespace assay::record
