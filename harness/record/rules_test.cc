// SPDX-License-Identifier: Apache-2.0
#include "record/rules.h"

#include <gmock/gmock.h>

#include <optional>

#include "record/doubt.h"
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
            "a.json: cells[1].domain: a time cannot be measured under emulation");
  EXPECT_EQ(answer_to(old_record("timed-a1"), "/cells/0/runner", "qemu-user"),
            "a.json: cells[0].domain: a time cannot be measured under emulation");
  EXPECT_EQ(answer_to(edited(record, steps_of("/cells/1/class"), nullptr)),
            "a.json: cells[1]: the key \"class\" is missing: the times are those of a guest");
}

TEST(Rules, VariantsCheckResultsOnly) {
  const Json record = old_record("counted");
  EXPECT_EQ(answer_to(record, "/cells/1/benchmarks/0/samples", Json::Array{sample(1, 7)}),
            "a.json: cells[1].benchmarks[0].samples: an emulated variant must not have this key: "
            "it checks results only");
}

TEST(Rules, ACellOfAnEmulatedHostChecksResultsOnly) {
  Json record = old_record("timed-a1");
  for (const auto& [key, text] :
       {std::pair("outcome", "unavailable"), std::pair("code", "emulated-host")}) {
    const Json value(text);
    record = edited(record, {"cells", "0", key}, &value);
  }
  EXPECT_EQ(answer_to(record),
            "a.json: cells[0].benchmarks[0].samples: a cell of an emulated host must not have this "
            "key: it checks results only");
}

TEST(Rules, ImportsHoldTimesOfAFileOnly) {
  const Json record = old_record("imported-errors");
  EXPECT_EQ(answer_to(record, "/cells/0/runner", "native"),
            "a.json: cells[0].runner: an imported cell must not have this key");
  EXPECT_EQ(answer_to(record, "/cells/0/program", at(old_record("timed-a1"), "/cells/0/program")),
            "a.json: cells[0].program: an imported cell must not have this key");
  EXPECT_EQ(answer_to(edited(record, steps_of("/source"), nullptr)),
            "a.json: the key \"source\" is missing");
}

TEST(Rules, WhatWasMeasuredSaysWhere) {
  const Json record = old_record("timed-a1");
  EXPECT_EQ(answer_to(record, "/source", "run.json"),
            "a.json: source: only an imported record may have this key");
  EXPECT_EQ(answer_to(record, "/host/class", ""),
            "a.json: host.class: the host of a measured record needs a class");
  EXPECT_EQ(answer_to(record, "/cells/1/runner", ""),
            "a.json: cells[1].runner: a measured cell needs a runner");
  const Json mean = Json::Array{Json().set("statistic", "mean").set("wall_ns", 1.5)};
  EXPECT_EQ(answer_to(record, "/cells/1/benchmarks/0/aggregates", mean),
            "a.json: cells[1].benchmarks[0].aggregates: a measured cell has samples only");
}

// What is doubtful of a record that was taken: of the record, else of its cells, else of its
// benchmarks.
std::string mark_of(const Record& record) {
  if (is_edited(record)) return "edited";
  std::string mark;
  for (const CellRecord& cell : record.cells) {
    if (const auto doubt = doubt_of(record, cell); doubt && mark.empty()) mark = doubt->code;
    for (const Benchmark& benchmark : cell.benchmarks) {
      const auto doubt = doubt_of(record, cell, benchmark);
      if (doubt && mark.empty()) mark = fmt::format("{} of {}", doubt->code, benchmark.name);
    }
  }
  return mark;
}

struct Edit {
  int schema;
  std::string record, at;
  std::optional<Json> value;  // none: the place is removed
  std::string answer;         // a mark, or what a refusal says; "" when all is well
};

Json object(std::initializer_list<std::pair<std::string, std::string>> texts) {
  Json json{Json::Object{}};
  for (const auto& [key, value] : texts) json.set(key, value);
  return json;
}

Json evidence(const std::string& signal, const std::string& strength) {
  return Json::Array{object({{"signal", signal}, {"strength", strength}, {"value", "x"}})};
}

// One edit of each kind that a record must not pass with, and what comes of it.
const std::string kOf = "/cells/0/benchmarks/0";
const std::int64_t kAbove = std::int64_t{1} << 53;
const std::vector<Edit> kEdits = {
    {1, "timed-a1", kOf + "/samples/0/iterations", kAbove, "samples[0].iterations: "},
    {1, "counted", kOf + "/samples/0/instructions", kAbove, "samples[0].instructions: "},
    {1, "timed-a1", "/created", "2026-02-30T00:00:00Z", "created: "},
    {1, "timed-a1", "/cells/0/program/sha256", "5eed", "program.sha256: "},
    {2, "timed-a1", "/content", "5eed", "content: "},
    {2, "timed-a1", "/hosts/0/key", "5eed", "key: "},
    {1, "timed-a1", "/host/class", "fast", "host.class: "},
    {1, "timed-a1", "/cells/0/runner", "ssh", "runner: "},
    {1, "timed-a1", kOf + "/work_unit", "steps", "work_unit: "},
    {1, "timed-a1", kOf + "/samples/0/process", 0, "process: "},
    {1, "timed-a1", kOf + "/threads", 0, "threads: "},
    {1, "counted", kOf + "/samples/0/iterations", 0, "iterations: "},
    {1, "timed-a1", kOf + "/samples/0/iterations", 0, "samples[0].iterations: "},
    {1, "timed-a1", kOf + "/name", "copy", "name: "},
    {1, "timed-a1", "/cells/0/domain", "emu_count", "samples[0]"},
    {1, "timed-a1", kOf + "/samples/0/instructions", 1, "a sample of emu_count"},
    {1, "counted", "/cells/1/benchmarks/0/samples", Json::Array{sample(1, 7)}, "samples: an emul"},
    {1, "timed-a1", kOf + "/aggregates", Json::Array{object({{"statistic", "mean"}})}, "wall_ns"},
    {1, "timed-a1", "/cells/0/emulator", object({{"accelerator", "kvm"}}), "emulator"},
    {1, "timed-a1", kOf + "/code", "signal", "code: an outcome that is ok must not have this key"},
    {1, "timed-a1", kOf + "/outcome", "failed", "the key \"code\" is missing"},
    {1, "counted", kOf + "/samples/0/loads", kAbove - 1, "samples[0].loads: "},
    {1, "counted", kOf + "/samples/0/instructions", 0, "instructions: "},
    {1, "counted", kOf + "/samples", Json::Array{sample(100, 1000), sample(200, 999)},
     "determinism: more iterations took fewer instructions"},
    {1, "counted", kOf + "/samples", Json::Array{sample(9, 100), sample(9, 102)},
     "determinism: the samples are nondeterministic"},
    {2, "timed-a1", "/cells/0/listed", 3,
     "listed: less than 4, the number of benchmarks in the cell"},

    {2, "timed-a1", kOf + "/samples/0/wall_ns", 1.5, "edited"},
    {2, "timed-a1", "/id", "20260113T100000Z-000000", "edited"},
    {2, "timed-a1", "/later", 1, "edited"},

    {1, "timed-a1", "/host/fingerprint/arch", "aarch64", "foreign-host"},
    {1, "timed-a1", "/cells/0/program/arch", "armhf", "foreign-host"},
    {1, "timed-a1", "/cells/0/program/arch", {}, ""},
    {1, "timed-a1", "/cells/0/target", "riscv64-gc", "foreign-host"},
    {1, "counted", "/host/fingerprint/arch", "aarch64", ""},  // an emulator executes it
    {1, "timed-a1", "/host/class", "emulated", "emulated-host"},
    {1, "timed-a1", "/host/evidence", evidence("emulator: no vDSO", "strong"), "emulated-host"},
    {1, "timed-b1", "/host/evidence", evidence("emulator: no vDSO", "strong"), "emulated-host"},
    {1, "timed-b1", "/host/evidence", evidence("emulator: no vDSO", "weak"), ""},
    {1, "counted", "/host/class", "emulated", ""},  // as good as any for counting
    {1, "timed-b1", "/host/class", "bare-metal-claimed", "class-doubtful"},
    {1, "timed-a1", "/host/evidence", evidence("hypervisor: x", "strong"), "class-doubtful"},
    {1, "timed-a1", "/host/evidence", evidence("hypervisor: x", "weak"), ""},
    {1, "timed-a1", "/host/evidence", evidence("container: x", "strong"), ""},
    {1, "counted", "/host/evidence", evidence("emulator: x", "strong"), "class-doubtful"},
    {1, "timed-a1", kOf + "/samples", {}, "no-samples of loops/"},
    {1, "counted", kOf + "/samples", Json::Array{}, "no-samples of loops/"},
    {1, "imported-aggregates", kOf + "/aggregates", {}, "no-samples of aggregates-1.9/"},
    {1, "timed-a1", "/harness/version", "", "origin-unknown"},
    {1, "counted", "/harness/commit", "", "origin-unknown"},
    {1, "imported-errors", "/harness/version", "", ""},
};

TEST(Rules, EveryKindOfEditHasItsAnswer) {
  for (const Edit& edit : kEdits) {
    const Json* const value = edit.value ? &*edit.value : nullptr;
    const Json record = edited(kept_record(edit.schema, edit.record), steps_of(edit.at), value);
    std::string answer = answer_to(record);
    if (answer.empty()) answer = mark_of(parse_record(record.dump_compact(), "a.json"));
    if (edit.answer.empty()) {
      EXPECT_EQ(answer, "") << edit.record << edit.at;
    } else {
      EXPECT_THAT(answer, HasSubstr(edit.answer)) << edit.record << edit.at;
    }
  }
}

TEST(Rules, AKeyStandsOnceInARecord) {
  for (const auto& [key, again] : {std::pair(R"("benchmarks": [)", R"("benchmarks": [], )"),
                                   std::pair(R"("class": )", R"("class": "emulated", )")}) {
    std::string text = kept_record(1, "timed-a1").dump();
    text.insert(text.find(key), again);
    try {
      parse_record(text, "a.json");
      FAIL() << key;
    } catch (const base::Error& error) {
      EXPECT_THAT(error.what(), testing::StartsWith("a.json:")) << key;
      EXPECT_THAT(error.what(), HasSubstr("twice")) << key;
    }
  }
}

TEST(Rules, WhatIsKeptHoldsNothingDoubtful) {
  for (const char* name : {"boot", "counted", "kvm", "imported-aggregates", "imported-errors",
                           "outcomes", "timed-a1", "timed-b1"}) {
    for (const int schema : {1, 2}) {
      const std::string text = kept_record(schema, name).dump_compact();
      EXPECT_EQ(mark_of(parse_record(text, "a.json")), "") << name;
    }
  }
}

}  // namespace
}  // namespace assay::record
