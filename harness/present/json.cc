// SPDX-License-Identifier: Apache-2.0
#include "present/json.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/json.h"
#include "present/gate_wording.h"
#include "present/wording.h"

namespace assay::present {
namespace {

using base::Json;

template <class Items, class Make>
Json array_of(const Items& items, const Make& make) {
  Json array{Json::Array{}};
  for (const auto& item : items) array.push(make(item));
  return array;
}

Json texts(const std::vector<std::string>& items) {
  return array_of(items, [](const std::string& item) { return Json(item); });
}

Json number_json(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json submission_json(const judge::Submission& submission, const std::string& host_class) {
  Json json;
  json.set("signer", submission.signer)
      .set("class", host_class)
      .set("division", submission.division)
      .set("date", submission.date)
      .set("remarks", texts(submission.remarks))
      .set("out_of_means", submission.out_of_means);
  return json;
}

Json column_json(const judge::Column& column) {
  Json json;
  json.set("title", column.title)
      .set("record", column.record)
      .set("target", column.target)
      .set("toolchain", column.toolchain)
      .set("os", column.os)
      .set("runner", column.runner)
      .set("compiler", column.compiler)
      .set("libc", column.libc)
      .set("emulator", column.emulator)
      .set("note", column.note)
      .set("imported", column.imported);
  if (column.edited) json.set("edited", true);
  if (const auto& sent = column.submission) {
    json.set("submission", submission_json(*sent, column.host_class));
  }
  return json;
}

Json u_test_json(const judge::UTest& test) {
  Json json;
  json.set("time_p", test.time_p)
      .set("cpu_p", test.cpu_p)
      .set("cpu_ratio", number_json(test.cpu_ratio))
      .set("base", static_cast<std::uint64_t>(test.base))
      .set("head", static_cast<std::uint64_t>(test.head));
  return json;
}

Json value_json(const judge::Value& value) {
  const bool has_range = value.low != 0 || value.high != 0;
  Json json;
  json.set("outcome", base::to_text(value.outcome.kind))
      .set("code", value.outcome.code)
      .set("reason", value.outcome.reason)
      .set("value", number_json(value.value))
      .set("low", has_range ? Json(value.low) : Json())
      .set("high", has_range ? Json(value.high) : Json())
      .set("ratio", number_json(value.ratio))
      .set("ratio_low", value.interval ? Json(value.interval->low) : Json())
      .set("ratio_high", value.interval ? Json(value.interval->high) : Json())
      .set("finding", value.finding ? Json(judge::name_of(*value.finding)) : Json())
      .set("u_test", value.u_test ? u_test_json(*value.u_test) : Json())
      .set("counts_equal", value.counts_equal)
      .set("determinism", record::to_text(value.determinism))
      .set("entry_cost_included", value.entry_cost_included)
      .set("aggregate_only", value.aggregate_only)
      .set("checksum", value.checksum);
  if (value.doubt) json.set("doubt", value.doubt->code);
  return json;
}

Json row_json(const judge::Row& row) {
  Json json;
  json.set("benchmark", row.benchmark).set("values", array_of(row.values, value_json));
  if (!row.unit.empty()) json.set("unit", row.unit);
  return json;
}

Json geomean_json(const judge::Geomean& mean) {
  Json json;
  json.set("ratio", number_json(mean.ratio))
      .set("ratio_low", mean.interval ? Json(mean.interval->low) : Json())
      .set("ratio_high", mean.interval ? Json(mean.interval->high) : Json())
      .set("used", static_cast<std::uint64_t>(mean.used))
      .set("left_out", texts(mean.left_out))
      .set("moved_by", array_of(mean.moved_by, [](const auto& each) {
             Json one;
             one.set("benchmark", each.first).set("ratio_without", each.second);
             return one;
           }));
  return json;
}

Json portability_json(const judge::Portability& variant) {
  Json json;
  json.set("variant", variant.variant)
      .set("pp", number_json(variant.pp))
      .set("mean", number_json(variant.mean))
      .set("geometric_mean", number_json(variant.geometric))
      .set("platforms", static_cast<std::uint64_t>(variant.platforms))
      .set("benchmarks", static_cast<std::uint64_t>(variant.benchmarks))
      .set("unsupported", texts(variant.unsupported));
  return json;
}

Json table_json(const judge::Table& table) {
  Json json;
  if (!table.metric.word.empty()) json.set("metric", table.metric.word);
  json.set("domain", record::name_of(table.domain))
      .set("target", table.target)
      .set("unit", table.unit)
      .set("path_length", table.path_length)
      .set("reference",
           table.reference ? Json(static_cast<std::uint64_t>(*table.reference)) : Json())
      .set("columns", array_of(table.columns, column_json))
      .set("rows", array_of(table.rows, row_json))
      .set("geomeans", array_of(table.geomeans, geomean_json))
      .set("notes", texts(table.notes));
  if (record::traits_of(table.domain).time) json.set("tie_margin", table.tie_margin);
  return json;
}

Json tuning_value_json(const judge::TuningValue& each) {
  Json json = value_json(each.value);
  json.set("variant", each.variant).set("benchmark", each.benchmark);
  if (each.highway) {
    json.set("highway_target", each.highway->name).set("highway_bytes", each.highway->bytes);
  }
  return json;
}

Json tuning_row_json(const judge::TuningRow& row) {
  const auto interval = judge::left_interval(row);
  Json json;
  json.set("benchmark", row.benchmark)
      .set("column", static_cast<std::uint64_t>(row.column))
      .set("values", array_of(row.values, tuning_value_json))
      .set("best", row.best ? Json(row.values[*row.best].variant) : Json())
      .set("left_on_table", number_json(judge::left_on_table(row)))
      .set("left_low", interval ? Json(interval->low) : Json())
      .set("left_high", interval ? Json(interval->high) : Json());
  return json;
}

Json tuning_table_json(const judge::TuningTable& table) {
  Json json;
  json.set("domain", record::name_of(table.frame.domain))
      .set("unit", table.frame.unit)
      .set("columns", array_of(table.frame.columns, column_json))
      .set("rows", array_of(table.rows, tuning_row_json))
      .set("notes", texts(table.frame.notes));
  if (record::traits_of(table.frame.domain).time) json.set("tie_margin", table.frame.tie_margin);
  return json;
}

Json check_json(const judge::Check& check) {
  Json json;
  json.set("answer", word_of(check.answer)).set("detail", check.detail);
  return json;
}

Json matrix_row_json(const judge::MatrixRow& row) {
  Json json;
  json.set("target", row.target)
      .set("toolchain", row.toolchain)
      .set("os", row.os)
      .set("suite", row.suite)
      .set("record", row.record)
      .set("older_records", texts(row.older))
      .set("builds", check_json(row.builds))
      .set("runs", check_json(row.runs))
      .set("correct", check_json(row.correct))
      .set("vectorised", check_json(row.vectorised))
      .set("exact", check_json(row.exact));
  if (judge::has_image(row)) {
    json.set("kernel", check_json(row.kernel))
        .set("image", check_json(row.image))
        .set("boots", check_json(row.boots));
  }
  if (const auto& sent = row.submission) {
    json.set("submission", submission_json(*sent, row.host_class));
  }
  json.set("faults", texts(row.faults));
  return json;
}

}  // namespace

std::string json_text(const judge::Comparison& comparison) {
  Json json;
  json.set("schema", "assay.compare/1")
      .set("tables", array_of(comparison.tables, table_json))
      .set("portability", array_of(comparison.portability, portability_json))
      .set("portability_left_out", texts(comparison.portability_left_out))
      .set("checksum_differences", texts(comparison.checksum_differences));
  return json.dump();
}

std::string json_text(const judge::Tuning& tuning) {
  Json json;
  json.set("schema", "assay.tuning/1").set("tables", array_of(tuning.tables, tuning_table_json));
  return json.dump();
}

std::string json_text(const judge::Matrix& matrix) {
  Json json;
  json.set("schema", "assay.matrix/1")
      .set("rows", array_of(matrix.rows, matrix_row_json))
      .set("notes", texts(matrix.notes));
  return json.dump();
}

Json gate_row_json(const judge::GateRow& row) {
  Json json;
  json.set("benchmark", row.name).set("domain", record::name_of(row.domain));
  if (!row.target.empty()) json.set("target", row.target);
  json.set("verdict", judge::name_of(row.verdict)).set("red", row.red);
  if (row.ratio) json.set("ratio", *row.ratio);
  if (row.low && row.high) json.set("low", *row.low).set("high", *row.high);
  if (row.base_count && row.head_count) {
    json.set("base_count", *row.base_count).set("head_count", *row.head_count);
  }
  if (record::traits_of(row.domain).gate == record::GateRule::in_turns) {
    json.set("blocks", std::uint64_t{row.blocks})
        .set("seconds", row.seconds)
        .set("mode", row.mode)
        .set("dilution", row.dilution);
  }
  json.set("reasons", texts(row.reasons));
  if (row.doubt) json.set("doubt", row.doubt->code);
  if (!row.reproduce.empty()) json.set("reproduce", row.reproduce);
  return json;
}

Json movement_json(const judge::Movement& movement) {
  Json json;
  json.set("what", movement.what)
      .set("unit", movement.unit)
      .set("base", movement.base)
      .set("head", movement.head)
      .set("low", number_json(movement.low))
      .set("high", number_json(movement.high))
      .set("moved", movement.moved);
  return json;
}

Json piece_json(const judge::Piece& piece) {
  Json json;
  json.set("base_executions", piece.base_executions)
      .set("head_executions", piece.head_executions)
      .set("change", piece.change)
      .set("lines", array_of(piece.lines, [](const judge::Piece::Line& line) {
             Json one;
             one.set("base", line.base).set("head", line.head);
             return one;
           }));
  return json;
}

Json function_json(const judge::FunctionChange& function) {
  Json json;
  json.set("name", function.name)
      .set("file", function.file)
      .set("base", function.base)
      .set("head", function.head)
      .set("code_differs", function.code_differs)
      .set("pieces", array_of(function.pieces, piece_json));
  if (!function.note.empty()) json.set("note", function.note);
  return json;
}

Json explanation_json(const judge::Explanation& explanation) {
  Json json;
  json.set("benchmark", explanation.benchmark)
      .set("target", explanation.target)
      .set("movements", array_of(explanation.movements, movement_json))
      .set("counted", explanation.counted);
  if (explanation.counted) {
    json.set("base", explanation.base)
        .set("head", explanation.head)
        .set("functions", array_of(explanation.functions, function_json))
        .set("unchanged", std::uint64_t{explanation.unchanged});
  }
  json.set("notes", texts(explanation.notes));
  return json;
}

std::string json_text(const judge::Gate& gate) {
  Json json;
  json.set("schema", "assay.gate/1")
      .set("seed", std::to_string(gate.seed))
      .set("unfit", gate.unfit)
      .set("red", std::uint64_t{gate.red})
      .set("undecided", std::uint64_t{gate.undecided})
      .set("rows", array_of(gate.rows, gate_row_json))
      .set("sentinels", array_of(gate.sentinels, gate_row_json))
      .set("added", texts(gate.added))
      .set("removed", texts(gate.removed))
      .set("differences", texts(gate.differences))
      .set("notes", texts(gate.notes));
  if (!gate.nothing.empty()) json.set("nothing", gate.nothing);
  if (const auto left_out = left_out_texts(gate); !left_out.empty()) {
    json.set("left_out", texts(left_out));
  }
  if (!gate.explanations.empty()) {
    json.set("explanations", array_of(gate.explanations, explanation_json));
  }
  return json.dump();
}

base::Json rows_of(const List& list) {
  Json rows{Json::Array{}};
  for (const auto& row : list.rows) {
    Json one{Json::Object{}};
    for (std::size_t at = 0; at < row.size() && at < list.heads.size(); ++at) {
      one.set(list.heads[at].empty() ? "value" : list.heads[at], row[at]);
    }
    rows.push(std::move(one));
  }
  return rows;
}

std::string json_text(const List& list) {
  Json json;
  json.set("schema", "assay." + list.what + "/1")
      .set("rows", rows_of(list))
      .set("notes", texts(list.notes));
  return json.dump();
}

}  // namespace assay::present
