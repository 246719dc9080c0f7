// SPDX-License-Identifier: Apache-2.0
#include "record/rules.h"

#include <gmock/gmock.h>

#include "record/edited_test.h"

namespace assay::record {
namespace {

using base::Json;
using testing::HasSubstr;

const Json& at(const Json& document, std::string_view pointer) {
  const Json* found = &document;
  for (const std::string& step : steps_of(pointer)) {
    found = found->array() != nullptr ? &(*found->array())[std::stoul(step)] : found->find(step);
  }
  return *found;
}

// A count sample of `iterations` whose every class of count is `each`, but for the instructions.
Json sample(int iterations, int instructions, int each = 0, int environment_bytes = 0) {
  Json json;
  json.set("iterations", iterations).set("environment_bytes", environment_bytes);
  json.set("instructions", instructions);
  for (const char* key : {"loads", "stores", "branches", "vector"}) json.set(key, each);
  return json;
}

// What the reader says of a benchmark that claims `determinism` of these samples.
std::string said_of(const std::string& determinism, const Json::Array& samples) {
  const Json record = edited(old_record("counted"), steps_of("/cells/0/benchmarks/0/samples"),
                             std::make_unique<Json>(samples).get());
  return answer_to(record, "/cells/0/benchmarks/0/determinism", determinism);
}

TEST(Rules, TheRecordsThemselvesAreTaken) {
  for (const char* name : {"boot", "counted", "gate-counted", "gate-failures", "gate-timed", "kvm",
                           "imported-aggregates", "imported-errors", "outcomes", "timed-a1"}) {
    EXPECT_EQ(answer_to(old_record(name)), "") << name;
  }
}

TEST(Rules, ACellStandsOnceInARecord) {
  Json::Array cells = *old_record("counted").find("cells")->array();
  cells.push_back(cells[1]);
  EXPECT_EQ(answer_to(old_record("counted"), "/cells", cells),
            fmt::format("a.json: cells[{}]: cells[1] is the same cell", cells.size() - 1));
}

TEST(Rules, ABenchmarkStandsOnceInACell) {
  const Json record = old_record("timed-a1");
  EXPECT_EQ(
      answer_to(record, "/cells/1/benchmarks/2/name", at(record, "/cells/1/benchmarks/0/name")),
      "a.json: cells[1].benchmarks[2].name: benchmarks[0] has the same name");
}

TEST(Rules, NothingIsCountedMoreOftenThanInstructions) {
  const Json record = old_record("counted");
  const std::string place = "/cells/0/benchmarks/0/samples/0/";
  const std::int64_t all = *at(record, place + "instructions").integer();
  for (const std::string key : {"loads", "stores", "branches", "vector"}) {
    EXPECT_THAT(answer_to(record, place + key, all + 1),
                HasSubstr(fmt::format("samples[0].{}: {} of {} instructions", key, all + 1, all)));
  }
  EXPECT_EQ(said_of("exact", {sample(1, 7, 7), sample(1, 7, 7)}), "");
}

TEST(Rules, DeterminismIsWhatTheSamplesShow) {
  const std::string place = "a.json: cells[0].benchmarks[0].determinism: ";
  const Json::Array same{sample(100, 1000), sample(200, 2000), sample(100, 1000, 0, 64),
                         sample(200, 2000, 0, 64)};
  for (const char* claimed : {"exact", "bounded", "nondeterministic"}) {
    EXPECT_EQ(said_of(claimed, same), "") << claimed;
  }
  const Json::Array near{sample(100, 1000), sample(100, 1004, 0, 64)};  // 0.4 %
  EXPECT_EQ(said_of("exact", near), place + "the samples are bounded");
  EXPECT_EQ(said_of("bounded", near), "");
  const Json::Array far{sample(100, 1000), sample(100, 1100, 0, 64)};
  EXPECT_EQ(said_of("exact", far), place + "the samples are nondeterministic");
  EXPECT_EQ(said_of("bounded", far), place + "the samples are nondeterministic");
  EXPECT_EQ(said_of("nondeterministic", far), "");
  EXPECT_EQ(said_of("exact", {sample(100, 1000)}), "");  // nothing was counted twice
}

TEST(Rules, MoreIterationsTakeMoreInstructions) {
  const std::string place = "a.json: cells[0].benchmarks[0].determinism: ";
  const Json::Array fewer{sample(100, 1000), sample(200, 999)};
  EXPECT_EQ(said_of("exact", fewer), place + "more iterations took fewer instructions");
  EXPECT_EQ(said_of("bounded", fewer), "");  // by less than executions differ
  EXPECT_EQ(said_of("bounded", {sample(100, 1000), sample(200, 990)}),
            place + "more iterations took fewer instructions");
  EXPECT_EQ(said_of("nondeterministic", {sample(100, 1000), sample(200, 10)}), "");
  EXPECT_EQ(said_of("exact", {sample(100, 1000), sample(200, 1000)}), "");
}

TEST(Rules, SizesAreHeldAgainstTheirReadingsToo) {
  const Json record = old_record("boot");
  EXPECT_EQ(answer_to(record, "/cells/1/benchmarks/2/determinism", "exact"),
            "a.json: cells[1].benchmarks[2].determinism: the samples are bounded");
}

TEST(Rules, ANativeCellHasNoEmulator) {
  const Json guest = at(old_record("kvm"), "/cells/1/emulator");
  Json record = old_record("timed-a1");
  record = edited(record, steps_of("/cells/0/class"), std::make_unique<Json>("virtualised").get());
  EXPECT_EQ(answer_to(record, "/cells/0/emulator", guest),
            "a.json: cells[0].emulator: a native cell has no emulator");
}

TEST(Rules, TimesUnderEmulationAreNone) {
  const Json record = old_record("kvm");
  EXPECT_EQ(answer_to(edited(record, steps_of("/cells/1/emulator/accelerator"), nullptr)),
            "a.json: cells[1].domain: a time under emulation is none");
  EXPECT_EQ(answer_to(old_record("timed-a1"), "/cells/0/runner", "qemu-user"),
            "a.json: cells[0].domain: a time under emulation is none");
  EXPECT_EQ(answer_to(edited(record, steps_of("/cells/1/class"), nullptr)),
            "a.json: cells[1]: the key \"class\" is missing: the times are those of a guest");
}

TEST(Rules, VariantsCheckResultsOnly) {
  const Json record = old_record("counted");
  EXPECT_EQ(answer_to(record, "/cells/1/benchmarks/0/samples", Json::Array{sample(1, 7)}),
            "a.json: cells[1].benchmarks[0].samples: an emulated variant has none: it checks "
            "results only");
}

TEST(Rules, ImportsHoldTimesOfAFileOnly) {
  const Json record = old_record("imported-errors");
  EXPECT_EQ(answer_to(record, "/cells/0/runner", "native"),
            "a.json: cells[0].runner: an imported cell has none");
  EXPECT_EQ(answer_to(record, "/cells/0/program", at(old_record("timed-a1"), "/cells/0/program")),
            "a.json: cells[0].program: an imported cell has none");
  EXPECT_EQ(answer_to(edited(record, steps_of("/source"), nullptr)),
            "a.json: the key \"source\" is missing");
}

TEST(Rules, WhatWasMeasuredSaysWhere) {
  const Json record = old_record("timed-a1");
  EXPECT_EQ(answer_to(record, "/source", "run.json"), "a.json: source: only imports have one");
  EXPECT_EQ(answer_to(record, "/host/class", ""), "a.json: host.class: a measured record has one");
  EXPECT_EQ(answer_to(record, "/cells/1/runner", ""),
            "a.json: cells[1].runner: a measured cell has one");
  const Json mean = Json::Array{Json().set("statistic", "mean").set("wall_ns", 1.5)};
  EXPECT_EQ(answer_to(record, "/cells/1/benchmarks/0/aggregates", mean),
            "a.json: cells[1].benchmarks[0].aggregates: a measured cell has samples only");
}

}  // namespace
}  // namespace assay::record
