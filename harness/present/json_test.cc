// SPDX-License-Identifier: Apache-2.0
#include "present/json.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "present/gates_test.h"
#include "present/tables_test.h"

namespace assay::present {
namespace {

using base::Json;

// A member of a member: {"tables", 0, "rows"} as "tables.0.rows".
const Json& at(const Json& json, const std::vector<std::string>& path) {
  const Json* found = &json;
  for (const std::string& key : path) {
    found = found->array() != nullptr ? &found->array()->at(std::stoul(key)) : found->find(key);
    if (found == nullptr) throw std::out_of_range(key);
  }
  return *found;
}

TEST(JsonText, HoldsVariantsWhole) {
  const Json json = base::parse_json(json_text(two_targets()), "out.json");
  EXPECT_EQ(at(json, {"schema"}), Json("assay.tuning/1"));
  EXPECT_EQ(at(json, {"tables", "0", "domain"}), Json("emu_count"));
  EXPECT_EQ(at(json, {"tables", "0", "columns", "1", "target"}), Json("riscv64-gc"));
  EXPECT_EQ(at(json, {"tables", "0", "notes", "0"}),
            Json("left out 3 benchmarks without variants"));
  const Json& row = at(json, {"tables", "0", "rows", "0"});
  EXPECT_EQ(at(row, {"benchmark"}), Json("ai/gemm/64"));
  EXPECT_EQ(at(row, {"column"}), Json(0));
  EXPECT_EQ(at(row, {"best"}), Json("highway"));
  EXPECT_EQ(at(row, {"left_on_table"}).as_double(), 4);
  EXPECT_TRUE(at(row, {"left_low"}).is_null());
  const Json& highway = at(row, {"values", "2"});
  EXPECT_EQ(at(highway, {"variant"}), Json("highway"));
  EXPECT_EQ(at(highway, {"benchmark"}), Json("ai/gemm/highway/64"));
  EXPECT_EQ(at(highway, {"value"}).as_double(), 250);
  EXPECT_EQ(at(highway, {"ratio"}).as_double(), 0.25);
  EXPECT_EQ(at(highway, {"highway_target"}), Json("RVV"));
  EXPECT_EQ(at(highway, {"highway_bytes"}).as_double(), 16);
  EXPECT_EQ(at(json, {"tables", "0", "rows", "1", "values", "2", "code"}),
            Json("no-vector-target"));
}

TEST(JsonText, HoldsTheIntervalOfWhatIsLeft) {
  const Json json = base::parse_json(json_text(timed_variants()), "out.json");
  const Json& row = at(json, {"tables", "0", "rows", "0"});
  EXPECT_DOUBLE_EQ(at(row, {"left_low"}).as_double(), 1.6);  // 1 / 0.625
  EXPECT_DOUBLE_EQ(at(row, {"left_high"}).as_double(), 2.5);
  EXPECT_EQ(at(row, {"values", "1", "finding"}), Json("faster"));
  EXPECT_EQ(at(json, {"tables", "0", "tie_margin"}).as_double(), 0.02);
}

TEST(JsonText, HoldsAComparisonWhole) {
  const judge::Comparison comparison{{two_compilers(), two_times()},
                                     {"compute/crc: 1 on a, 2 on b"}};
  const Json json = base::parse_json(json_text(comparison), "out.json");
  EXPECT_EQ(at(json, {"schema"}), Json("assay.compare/1"));
  EXPECT_EQ(at(json, {"tables", "0", "domain"}), Json("emu_count"));
  EXPECT_EQ(at(json, {"tables", "0", "unit"}), Json("instructions"));
  EXPECT_EQ(at(json, {"tables", "0", "path_length"}), Json(false));
  EXPECT_EQ(at(json, {"tables", "0", "reference"}), Json(0));
  EXPECT_EQ(at(json, {"tables", "0", "columns", "1", "compiler"}), Json("gcc 12.2.0"));
  EXPECT_EQ(at(json, {"tables", "0", "columns", "1", "imported"}), Json(false));
  EXPECT_EQ(at(json, {"tables", "0", "rows", "1", "benchmark"}), Json("compute/fft/64"));
  const Json& bounded = at(json, {"tables", "0", "rows", "1", "values", "1"});
  EXPECT_EQ(at(bounded, {"value"}).as_double(), 201);
  EXPECT_EQ(at(bounded, {"ratio"}).as_double(), 2);
  EXPECT_EQ(at(bounded, {"determinism"}), Json("bounded"));
  EXPECT_TRUE(at(bounded, {"low"}).is_null());
  const Json& missing = at(json, {"tables", "0", "rows", "2", "values", "1"});
  EXPECT_EQ(at(missing, {"outcome"}), Json("failed"));
  EXPECT_EQ(at(missing, {"code"}), Json("timeout"));
  EXPECT_EQ(at(missing, {"reason"}), Json("no result within 60 s"));
  EXPECT_TRUE(at(missing, {"value"}).is_null());
  EXPECT_EQ(at(json, {"tables", "0", "geomeans", "1", "left_out", "0"}),
            Json("libc/printf: timeout on gcc"));
  EXPECT_EQ(at(json, {"tables", "0", "geomeans", "1", "used"}), Json(2));
  EXPECT_EQ(at(json, {"tables", "0", "notes", "0"}),
            Json("compiler differs: clang 19.1.7, gcc 12.2.0"));
  EXPECT_EQ(at(json, {"tables", "1", "rows", "0", "values", "0", "low"}).as_double(), 12.1);
  const Json& slower = at(json, {"tables", "1", "rows", "0", "values", "1"});
  EXPECT_EQ(at(slower, {"ratio_low"}).as_double(), 1.9);
  EXPECT_EQ(at(slower, {"ratio_high"}).as_double(), 2.125);
  EXPECT_EQ(at(slower, {"finding"}), Json("slower"));
  EXPECT_TRUE(at(bounded, {"finding"}).is_null());
  EXPECT_EQ(at(json, {"checksum_differences", "0"}), Json("compute/crc: 1 on a, 2 on b"));
}

TEST(JsonText, HasTheUTestTheMeansIntervalAndPortability) {
  const Json json = base::parse_json(
      json_text(judge::Comparison{{tested_times()}, {}, two_portabilities()}), "compare");
  const Json& table = at(json, {"tables", "0"});
  const Json& test = at(table, {"rows", "0", "values", "1", "u_test"});
  EXPECT_EQ(at(test, {"time_p"}).as_double(), 0.0625);
  EXPECT_EQ(at(test, {"cpu_p"}).as_double(), 0.125);
  EXPECT_EQ(at(test, {"cpu_ratio"}).as_double(), 1.5);
  EXPECT_EQ(at(test, {"head"}).as_double(), 9);
  EXPECT_EQ(at(table, {"rows", "0", "values", "0", "u_test"}), Json());
  const Json& mean = at(table, {"geomeans", "1"});
  EXPECT_EQ(at(mean, {"ratio_high"}).as_double(), 2.125);
  EXPECT_EQ(at(mean, {"moved_by", "0", "benchmark"}), Json("compute/crc"));
  EXPECT_EQ(at(json, {"portability", "0", "pp"}).as_double(), 0.8889);
  EXPECT_EQ(at(json, {"portability", "1", "unsupported", "0"}), Json("s/x on b: timeout"));
}

TEST(JsonText, HasEmptyArraysAndNullsWhereThereIsNothing) {
  judge::Table table;
  table.domain = record::Domain::emu_count;
  const Json json = base::parse_json(json_text(judge::Comparison{{table}, {}}), "out.json");
  EXPECT_EQ(at(json, {"checksum_differences"}), Json(Json::Array{}));
  EXPECT_EQ(at(json, {"tables", "0", "rows"}), Json(Json::Array{}));
  EXPECT_TRUE(at(json, {"tables", "0", "reference"}).is_null());
}

TEST(JsonText, MarksWhatIsDoubtful) {
  judge::Table table = two_times();
  table.rows[0].values[0].doubt = record::Doubt{"foreign-host", ""};
  EXPECT_THAT(json_text(judge::Comparison{{table}, {}}),
              testing::HasSubstr(R"("doubt": "foreign-host")"));
}

TEST(JsonText, MarksTheDoubtfulRowsOfAGate) {
  judge::Gate gate = small_gate();
  judge::mark(gate.rows[0], record::Doubt{"foreign-host", "of another architecture"});
  const Json json = base::parse_json(json_text(gate), "out.json");
  EXPECT_EQ(at(json, {"rows", "0", "verdict"}), Json("doubtful"));
  EXPECT_EQ(at(json, {"rows", "0", "doubt"}), Json("foreign-host"));
  EXPECT_EQ(at(json, {"rows", "0", "red"}), Json(false));
  EXPECT_EQ(at(json, {"rows", "0", "reasons", "0"}), Json("foreign-host: of another architecture"));
  EXPECT_EQ(at(json, {"rows", "1"}).find("doubt"), nullptr);
}

TEST(JsonText, HoldsAMatrixWhole) {
  const Json json = base::parse_json(json_text(small_matrix()), "out.json");
  EXPECT_EQ(at(json, {"schema"}), Json("assay.matrix/1"));
  EXPECT_EQ(at(json, {"rows", "0", "target"}), Json("riscv64-gcv"));
  EXPECT_EQ(at(json, {"rows", "0", "record"}), Json("r1"));
  EXPECT_EQ(at(json, {"rows", "0", "older_records"}).array()->size(), 0u);
  EXPECT_EQ(at(json, {"rows", "0", "correct", "answer"}), Json("partly"));
  EXPECT_EQ(at(json, {"rows", "0", "correct", "detail"}), Json("2 of 3"));
  EXPECT_EQ(at(json, {"rows", "1", "runs", "answer"}), Json("unknown"));
  EXPECT_EQ(at(json, {"rows", "0", "faults", "0"}),
            Json("compute/crc on vlen-1024: wrong-checksum: 12ab, not 34cd"));
}

TEST(JsonText, SaysWhoseASubmissionIs) {
  const Json table = base::parse_json(json_text(judge::Comparison{{submitted_times()}, {}}), "x");
  const Json matrix = base::parse_json(json_text(submitted_matrix()), "x");
  EXPECT_EQ(at(table, {"tables", "0", "columns", "0"}).find("submission"), nullptr);
  EXPECT_EQ(at(matrix, {"rows", "0"}).find("submission"), nullptr);
  for (const Json& sent : {at(table, {"tables", "0", "columns", "1", "submission"}),
                           at(matrix, {"rows", "1", "submission"})}) {
    EXPECT_EQ(at(sent, {"signer"}), Json("alice@example.org"));
    EXPECT_EQ(at(sent, {"class"}), Json("virtualised"));
    EXPECT_EQ(at(sent, {"division"}), Json("open"));
    EXPECT_EQ(at(sent, {"date"}), Json("2026-12-01"));
    EXPECT_EQ(at(sent, {"remarks", "1"}), Json("two"));
    EXPECT_EQ(at(sent, {"out_of_means"}), Json("revoked"));
  }
}

TEST(JsonText, MakesAListsRowsObjectsByHead) {
  const List list{
      .what = "targets", .heads = {"target", ""}, .rows = {{"armhf", "32 bits"}}, .notes = {"n"}};
  const Json json = base::parse_json(json_text(list), "out.json");
  EXPECT_EQ(at(json, {"schema"}), Json("assay.targets/1"));
  EXPECT_EQ(at(json, {"rows", "0", "target"}), Json("armhf"));
  EXPECT_EQ(at(json, {"rows", "0", "value"}), Json("32 bits"));
  EXPECT_EQ(at(json, {"notes", "0"}), Json("n"));
}

TEST(JsonText, GivesAGatesRowsTheCommandThatRepeatsThem) {
  const Json json = base::parse_json(json_text(small_gate()), "out.json");
  EXPECT_EQ(at(json, {"rows", "0", "reproduce"}),
            Json("assay gate base head --filter '^libc/memcpy/64$' --seed 42"));
  EXPECT_EQ(at(json, {"rows", "2"}).find("reproduce"), nullptr);
  EXPECT_EQ(json.find("explanations"), nullptr);
}

TEST(JsonText, HoldsWhatMakesUpAChangeWhole) {
  judge::Gate gate = small_gate();
  gate.explanations = {small_explanation()};
  gate.explanations[0].movements = {
      {.what = "wall time", .unit = "ns", .base = 10, .head = 11, .low = 1.05, .high = 1.15}};
  const Json json = base::parse_json(json_text(gate), "out.json");
  const Json& explanation = at(json, {"explanations", "0"});
  EXPECT_EQ(at(explanation, {"movements", "0", "high"}), Json(1.15));
  EXPECT_EQ(at(explanation, {"functions", "0", "head"}), Json(110.0));
  EXPECT_EQ(at(explanation, {"functions", "0", "pieces", "1", "change"}), Json(10.0));
  EXPECT_EQ(at(explanation, {"functions", "0", "pieces", "1", "lines", "0", "head"}), Json("sub"));
  EXPECT_EQ(at(explanation, {"functions", "1", "file"}), Json("libc.so.6"));
}

}  // namespace
}  // namespace assay::present
