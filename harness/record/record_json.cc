// SPDX-License-Identifier: Apache-2.0
#include "record/record_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/ensure.h"
#include "base/text.h"
#include "record/benchmark_json.h"
#include "record/content.h"
#include "record/json_node.h"
#include "record/marks.h"
#include "record/paired_json.h"
#include "record/place_json.h"
#include "record/program_json.h"
#include "record/question_json.h"
#include "record/rules.h"
#include "record/runner.h"
#include "record/schema_1.h"

namespace assay::record {
namespace {

using base::Json;

constexpr std::string_view kFirstSchema = "assay.record/1", kSchema = "assay.record/2";

Json harness_json(const Harness& harness) {
  Json json;
  json.set("version", harness.version);
  json.set("commit", harness.commit);
  json.set("dirty", harness.dirty);
  return json;
}

Json derivation_json(const Derivation& derivation) {
  Json json;
  json.set("id", derivation.id).set("removed", array_of(derivation.removed));
  return json;
}

Json turns_json(const std::vector<Turn>& turns) {
  Json list{Json::Array{}};
  for (const Turn& turn : turns) list.push(Json::Array{turn.begin_us, turn.end_us});
  return list;
}

Json controls_json(const std::vector<Control>& controls) {
  Json list{Json::Array{}};
  for (const Control& each : controls) {
    Json control;
    list.push(control.set("name", each.name).set("checksum", each.checksum));
  }
  return list;
}

std::vector<Control> read_controls(const JsonNode& list) {
  std::vector<Control> controls;
  list.each_item([&](const JsonNode& item) {
    controls.push_back(
        {.name = item.text("name", kBenchmarkName), .checksum = item.text("checksum", kNotEmpty)});
  });
  if (controls.empty()) list.fail("expected at least one");
  return controls;
}

Json round_json(const RoundEntry& round) {
  Json json;
  json.set("name", round.name).set("sha256", round.sha256).set("division", round.division);
  return json;
}

RoundEntry read_round_entry(const JsonNode& node) {
  constexpr std::string_view kDivisions[] = {"closed", "open"};
  return {.name = node.text("name", kFileName),
          .sha256 = node.text("sha256", kSha256),
          .division = node.word("division", kDivisions)};
}

std::vector<Turn> read_turns(const JsonNode& list) {
  std::vector<Turn> turns;
  list.each_item([&](const JsonNode& item) {
    std::vector<std::uint64_t> stamps;
    item.each_item([&](const JsonNode& stamp) { stamps.push_back(stamp.whole()); });
    if (stamps.size() != 2) item.fail("expected two numbers: begin and end");
    turns.push_back({.begin_us = stamps[0], .end_us = stamps[1]});
  });
  if (turns.empty()) list.fail("expected at least one");
  return turns;
}

// `place` is where its numbers came to be: a position among the record's places, or the place.
Json cell_json(const CellRecord& cell, Json place) {
  Json json;
  set_cell(json, cell.cell);
  json.set("place", std::move(place));
  json.set("domain", name_of(cell.domain));
  set_text(json, "target_note", cell.target_note);
  if (cell.guest_free_bytes != 0) json.set("guest_free_bytes", cell.guest_free_bytes);
  if (!cell.notes.empty()) json.set("notes", array_of(cell.notes));
  set_outcome(json, cell.outcome);
  if (cell.program) json.set("program", to_json(*cell.program));
  if (cell.listed != 0) json.set("listed", cell.listed);
  if (!cell.turns.empty()) json.set("turns", turns_json(cell.turns));
  if (!cell.controls.empty()) json.set("controls", controls_json(cell.controls));
  Json benchmarks{Json::Array{}};
  for (const Benchmark& benchmark : cell.benchmarks) {
    const std::optional<Domain> domain = domain_of(benchmark.samples);
    base::ensure(!domain || domain == cell.domain, "samples are of their cell's domain");
    benchmarks.push(to_json(benchmark));
  }
  json.set("benchmarks", std::move(benchmarks));
  return json;
}

Json listed(const CellRecord& cell, PlaceList& places) {
  return cell_json(cell, std::uint64_t{places.index_of(cell.place)});
}

// What was measured, by its keys, in their order.
Json measured_json(const Record& record, PlaceList& places) {
  Json json;
  Json cells{Json::Array{}};
  for (const CellRecord& cell : record.cells) cells.push(listed(cell, places));
  json.set("cells", std::move(cells));
  if (record.question) json.set("question", to_json(*record.question));
  if (record.paired) {
    Json paired;
    paired.set("place", std::uint64_t{places.index_of(record.paired->place)});
    set_paired_run(paired, *record.paired);
    json.set("paired", std::move(paired));
  }
  if (record.counted.empty()) return json;
  Json pairs{Json::Array{}};
  for (const CountedPair& pair : record.counted) {
    Json both;
    both.set("base", listed(pair.base, places)).set("head", listed(pair.head, places));
    pairs.push(std::move(both));
  }
  json.set("counted", std::move(pairs));
  return json;
}

// Reads the key of a cell or of paired runs that says where they ran.
class PlaceReader {
 public:
  // Of the first schema, where every cell has a place of its own.
  static PlaceReader of_schema_1() { return PlaceReader({}, true); }
  PlaceReader(const JsonNode& record, bool imported, std::size_t hosts) {
    const JsonNode list = record.member("places");
    list.each_item([&](const JsonNode& item) {
      const Place place = read_place(item, hosts);
      check_origin(place, imported, item);
      if (const auto same = std::ranges::find(places_, place); same != places_.end()) {
        item.fail(fmt::format("places[{}] is the same place", same - places_.begin()));
      }
      places_.push_back(place);
    });
  }

  bool is_of_schema_1() const { return first_schema_; }

  Place of_cell(const JsonNode& cell) const {
    return first_schema_ ? read_place_of_schema_1(cell) : named_by(cell);
  }

  Place of_pairs(const JsonNode& paired) const {
    return first_schema_ ? Place{.runner = std::string(kNative.name)} : named_by(paired);
  }

 private:
  PlaceReader(std::vector<Place> places, bool first_schema)
      : places_(std::move(places)), first_schema_(first_schema) {}

  Place named_by(const JsonNode& node) const {
    const std::uint64_t index = node.whole("place");
    if (index >= places_.size()) {
      node.member("place").fail(
          fmt::format("{} of {} places, counted from 0", index, places_.size()));
    }
    return places_[static_cast<std::size_t>(index)];
  }

  std::vector<Place> places_;
  bool first_schema_ = false;
};

CellRecord read_cell(const JsonNode& node, Place place) {
  CellRecord cell;
  cell.cell = read_cell_name(node);
  cell.place = std::move(place);
  cell.domain = find_domain(node.word("domain", domain_names()));
  cell.target_note = node.text_or_none("target_note", kNotEmpty);
  cell.guest_free_bytes = node.whole_or("guest_free_bytes", 0, 1);
  cell.notes = node.texts_or_none("notes", kNotEmpty);
  cell.outcome = read_outcome(node);
  if (const auto program = node.member_or_none("program")) cell.program = read_program(*program);
  cell.listed = node.whole_or("listed", 0, 1);
  if (const auto turns = node.member_or_none("turns")) cell.turns = read_turns(*turns);
  if (const auto list = node.member_or_none("controls")) cell.controls = read_controls(*list);
  node.member("benchmarks").each_item([&](const JsonNode& item) {
    cell.benchmarks.push_back(read_benchmark(item, *cell.domain));
  });
  check_cell(cell, node);
  return cell;
}

// What says which record this is, and of what kind.
Record read_head(const JsonNode& node) {
  constexpr std::string_view kProvenances[] = {"measured", "imported"};
  Record record;
  record.id = node.text("id", kRecordId);
  record.created = node.text("created", kUtcTime);
  record.provenance = node.word("provenance", kProvenances);
  record.source = node.text_or_none("source", kNotEmpty);
  const JsonNode harness = node.member("harness");
  record.harness = {.version = harness.text("version", kVersion),
                    .commit = harness.text("commit", kCommit),
                    .dirty = harness.boolean("dirty")};
  return record;
}

void read_hosts(Record& record, const JsonNode& node) {
  record.hosts.clear();
  const JsonNode hosts = node.member("hosts");
  hosts.each_item([&](const JsonNode& item) {
    record.hosts.push_back(read_host(item));
    check_origin(record.hosts.back(), record.provenance == "imported", item);
  });
  if (record.hosts.empty()) hosts.fail("a record has at least one");
}

void read_measured(Record& record, const JsonNode& node, const PlaceReader& places) {
  const auto read = [&](const JsonNode& node_of_cell) {
    CellRecord cell = read_cell(node_of_cell, places.of_cell(node_of_cell));
    if (places.is_of_schema_1()) {
      cell.guest_free_bytes = read_guest_free_bytes_of_schema_1(node_of_cell);
    }
    return cell;
  };
  node.member("cells").each_item([&](const JsonNode& item) { record.cells.push_back(read(item)); });
  if (const auto paired = node.member_or_none("paired")) {
    record.paired = read_paired_run(*paired);
    record.paired->place = places.of_pairs(*paired);
  }
  if (const auto question = node.member_or_none("question")) {
    record.question = read_question(*question);
  }
  if (const auto counted = node.member_or_none("counted")) {
    counted->each_item([&](const JsonNode& item) {
      record.counted.push_back({read(item.member("base")), read(item.member("head"))});
    });
  }
}

Record read_schema_1(const JsonNode& node) {
  Record record = read_head(node);
  record.seal = Seal::missing;
  const bool imported = record.provenance == "imported";
  record.hosts = {read_host_of_schema_1(node)};
  const JsonNode host = node.member("host");
  check_origin(record.hosts.front(), imported, host);
  if (const auto paired = node.member_or_none("paired")) {
    record.question = read_question_of_schema_1(*paired);
  }
  read_measured(record, node, PlaceReader::of_schema_1());
  std::size_t index = 0;
  node.member("cells").each_item(
      [&](const JsonNode& item) { check_origin(record.cells[index++].place, imported, item); });
  return record;
}

// They are found again, whatever these say.
void check_marks(const JsonNode& list) {
  list.each_item([](const JsonNode& mark) { mark.each_member([](const auto&, const auto&) {}); });
}

Record read_schema_2(const JsonNode& node, const Json& document) {
  Record record = read_head(node);
  record.content = node.text("content", kSha256);
  const bool sealed =
      record.content == content_of(document) && record.id == id_of(record.created, record.content);
  record.seal = sealed ? Seal::intact : Seal::broken;
  if (const auto derived = node.member_or_none("derived_from")) {
    record.derived_from = {.id = derived->text("id", kRecordId),
                           .removed = derived->texts("removed", kNotEmpty)};
  }
  if (const auto round = node.member_or_none("round")) record.round = read_round_entry(*round);
  if (const auto marks = node.member_or_none(kMarksKey)) check_marks(*marks);
  read_hosts(record, node);
  const bool imported = record.provenance == "imported";
  read_measured(record, node, PlaceReader(node, imported, record.hosts.size()));
  if (!record.question && (node.has("paired") || node.has("counted"))) {
    node.fail("the key \"question\" is missing: it is a gate's record");
  }
  return record;
}

}  // namespace

Json to_json(const Record& record) {
  PlaceList places;
  Json measured = measured_json(record, places);
  Json hosts{Json::Array{}};
  for (const Host& host : record.hosts) hosts.push(to_json(host));
  Json json;
  json.set("schema", kSchema);
  json.set("id", record.id);
  json.set("content", record.content);
  json.set("created", record.created);
  json.set("provenance", record.provenance);
  set_text(json, "source", record.source);
  if (record.derived_from) json.set("derived_from", derivation_json(*record.derived_from));
  json.set("harness", harness_json(record.harness));
  if (record.round) json.set("round", round_json(*record.round));
  json.set("hosts", std::move(hosts));
  json.set("places", places.json());
  for (auto& [key, value] : *measured.object()) json.set(key, std::move(value));
  return json;
}

Json to_json(const CellRecord& cell) { return cell_json(cell, to_json(cell.place)); }

void seal(Record& record) {
  record.content = content_of(to_json(record));
  record.id = id_of(record.created, record.content);
  record.seal = Seal::intact;
}

Record parse_record(std::string_view bytes, std::string_view name) {
  return read_record(base::parse_json(bytes, name), name);
}

Record read_record(const Json& document, std::string_view name) {
  const JsonNode node(document, name);
  const std::string schema = node.text("schema");
  if (schema != kSchema && schema != kFirstSchema) {
    node.member("schema").fail(fmt::format("\"{}\" is not known, expected \"{}\" or \"{}\"",
                                           base::printable(schema), kSchema, kFirstSchema));
  }
  Record record = schema == kSchema ? read_schema_2(node, document) : read_schema_1(node);
  check_record(record, node);
  return record;
}

CellRecord parse_cell(const base::Json& json, std::string_view name) {
  const JsonNode node(json, name);
  return read_cell(node, read_place(node.member("place"), 1));
}

}  // namespace assay::record
