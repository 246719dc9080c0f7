// SPDX-License-Identifier: Apache-2.0
#include "record/record_json.h"

#include <fmt/format.h>

#include <utility>

#include "base/ensure.h"
#include "base/text.h"
#include "record/benchmark_json.h"
#include "record/json_node.h"
#include "record/paired_json.h"
#include "record/program_json.h"
#include "record/question_json.h"
#include "record/rules.h"
#include "record/runner.h"

namespace assay::record {
namespace {

using base::Json;

constexpr std::string_view kSchema = "assay.record/1";

Json emulator_json(const Emulator& emulator) {
  Json json;
  json.set("name", emulator.name);
  json.set("version", emulator.version);
  json.set("sha256", emulator.sha256);
  json.set("cpu", emulator.cpu);
  set_text(json, "variant", emulator.variant);
  set_text(json, "plugin_sha256", emulator.plugin_sha256);
  set_text(json, "accelerator", emulator.accelerator);
  set_text(json, "kernel", emulator.kernel);
  set_text(json, "image_sha256", emulator.image_sha256);
  for (const auto& [key, bytes] : {std::pair("kernel_bytes", emulator.kernel_bytes),
                                   std::pair("initramfs_bytes", emulator.initramfs_bytes),
                                   std::pair("free_bytes", emulator.free_bytes)}) {
    if (bytes != 0) json.set(key, bytes);
  }
  return json;
}

Json harness_json(const Harness& harness) {
  Json json;
  json.set("version", harness.version);
  json.set("commit", harness.commit);
  json.set("dirty", harness.dirty);
  return json;
}

Json object_of(const std::vector<std::pair<std::string, std::string>>& pairs) {
  Json object{Json::Object{}};
  for (const auto& [key, value] : pairs) object.set(key, value);
  return object;
}

std::vector<std::pair<std::string, std::string>> pairs_of(const JsonNode& object) {
  std::vector<std::pair<std::string, std::string>> pairs;
  object.each_member([&](const std::string& key, const JsonNode& value) {
    pairs.emplace_back(key, value.as_text());
  });
  return pairs;
}

Json host_json(const Host& host) {
  Json evidence{Json::Array{}};
  for (const Evidence& each : host.evidence) {
    Json json;
    json.set("signal", each.signal);
    json.set("strength", each.strength);
    json.set("value", each.value);
    evidence.push(std::move(json));
  }
  Json json;
  set_text(json, "key", host.key);
  json.set("fingerprint", object_of(host.fingerprint));
  if (!host.state.empty()) json.set("state", object_of(host.state));
  if (!host.unreadable.empty()) json.set("unreadable", array_of(host.unreadable));
  json.set("features", array_of(host.features));
  json.set("class", host.host_class);
  json.set("evidence", std::move(evidence));
  return json;
}

// Sizes are left out where they are not known.
std::uint64_t read_size(const JsonNode& node, std::string_view key) {
  return node.whole_or(key, 0, 1);
}

Emulator read_emulator(const JsonNode& node) {
  constexpr std::string_view kAccelerators[] = {"kvm"};
  return {.name = node.text("name", kNotEmpty),
          .version = node.text("version", kNotEmpty),
          .sha256 = node.text("sha256", kSha256),
          .cpu = node.text("cpu", kNotEmpty),
          .variant = node.text_or_none("variant", kNotEmpty),
          .plugin_sha256 = node.text_or_none("plugin_sha256", kSha256),
          .accelerator = node.word_or_none("accelerator", kAccelerators),
          .kernel = node.text_or("kernel"),
          .image_sha256 = node.text_or_none("image_sha256", kSha256),
          .kernel_bytes = read_size(node, "kernel_bytes"),
          .initramfs_bytes = read_size(node, "initramfs_bytes"),
          .free_bytes = read_size(node, "free_bytes")};
}

CellRecord read_cell(const JsonNode& node) {
  constexpr std::string_view kClasses[] = {"virtualised"};
  CellRecord cell;
  cell.cell = read_cell_name(node);
  cell.runner = node.text("runner");
  if (find_runner(cell.runner) == nullptr && !cell.runner.empty()) {
    node.member("runner").fail(fmt::format("\"{}\" is no runner, expected {}",
                                           base::printable(cell.runner),
                                           base::join(runner_names(), ", ")));
  }
  cell.domain = find_domain(node.word("domain", domain_names()));
  if (const auto emulator = node.member_or_none("emulator")) {
    cell.emulator = read_emulator(*emulator);
  }
  cell.target_note = node.text_or_none("target_note", kNotEmpty);
  cell.host_class = node.word_or_none("class", kClasses);
  cell.outcome = read_outcome(node);
  if (const auto program = node.member_or_none("program")) cell.program = read_program(*program);
  node.member("benchmarks").each_item([&](const JsonNode& item) {
    cell.benchmarks.push_back(read_benchmark(item, *cell.domain));
  });
  check_cell(cell, node);
  return cell;
}

Host read_host(const JsonNode& node) {
  constexpr std::string_view kClasses[] = {"bare-metal-claimed", "virtualised", "emulated", ""};
  constexpr std::string_view kStrengths[] = {"strong", "weak"};
  Host host;
  host.key = node.text_or_none("key", kShortHash);
  host.fingerprint = pairs_of(node.member("fingerprint"));
  if (const auto state = node.member_or_none("state")) host.state = pairs_of(*state);
  host.unreadable = node.texts_or_none("unreadable", kNotEmpty);
  host.features = node.texts("features", kNotEmpty);
  host.host_class = node.word("class", kClasses);
  node.member("evidence").each_item([&](const JsonNode& item) {
    host.evidence.push_back({.signal = item.text("signal", kNotEmpty),
                             .strength = item.word("strength", kStrengths),
                             .value = item.text("value")});
  });
  return host;
}

}  // namespace

Json to_json(const Record& record) {
  Json json;
  json.set("schema", kSchema);
  json.set("id", record.id);
  json.set("created", record.created);
  json.set("session", record.host.session);
  json.set("provenance", record.provenance);
  set_text(json, "source", record.source);
  json.set("harness", harness_json(record.harness));
  json.set("host", host_json(record.host));
  Json cells{Json::Array{}};
  for (const CellRecord& cell : record.cells) cells.push(to_json(cell));
  json.set("cells", std::move(cells));
  if (record.question) json.set("question", to_json(*record.question));
  if (record.paired) {
    Json paired;
    set_question_of_pairs(paired, record.question.value_or(GateQuestion{}));
    set_paired_run(paired, *record.paired);
    json.set("paired", std::move(paired));
  }
  if (!record.counted.empty()) {
    Json pairs{Json::Array{}};
    for (const CountedPair& pair : record.counted) {
      Json both;
      both.set("base", to_json(pair.base)).set("head", to_json(pair.head));
      pairs.push(std::move(both));
    }
    json.set("counted", std::move(pairs));
  }
  return json;
}

Json to_json(const CellRecord& cell) {
  Json json;
  set_cell(json, cell.cell);
  json.set("runner", cell.runner);
  json.set("domain", name_of(cell.domain));
  if (cell.emulator) json.set("emulator", emulator_json(*cell.emulator));
  set_text(json, "target_note", cell.target_note);
  set_text(json, "class", cell.host_class);
  set_outcome(json, cell.outcome);
  if (cell.program) json.set("program", to_json(*cell.program));
  Json benchmarks{Json::Array{}};
  for (const Benchmark& benchmark : cell.benchmarks) {
    const std::optional<Domain> domain = domain_of(benchmark.samples);
    base::ensure(!domain || domain == cell.domain, "samples are of their cell's domain");
    benchmarks.push(to_json(benchmark));
  }
  json.set("benchmarks", std::move(benchmarks));
  return json;
}

Record parse_record(std::string_view bytes, std::string_view name) {
  const Json document = base::parse_json(bytes, name);
  const JsonNode node(document, name);
  if (const std::string schema = node.text("schema"); schema != kSchema) {
    node.member("schema").fail(
        fmt::format("\"{}\" is not known, expected \"{}\"", base::printable(schema), kSchema));
  }
  Record record;
  constexpr std::string_view kProvenances[] = {"measured", "imported"};
  record.id = node.text("id", kRecordId);
  record.created = node.text("created", kUtcTime);
  record.provenance = node.word("provenance", kProvenances);
  record.source = node.text_or_none("source", kNotEmpty);
  const JsonNode harness = node.member("harness");
  record.harness = {.version = harness.text("version", kVersion),
                    .commit = harness.text("commit", kCommit),
                    .dirty = harness.boolean("dirty")};
  record.host = read_host(node.member("host"));
  record.host.session = node.text("session", kSession);
  node.member("cells").each_item(
      [&](const JsonNode& item) { record.cells.push_back(read_cell(item)); });
  if (const auto paired = node.member_or_none("paired")) {
    record.paired = read_paired_run(*paired);
    record.question = read_question_of_pairs(*paired);
  }
  if (const auto question = node.member_or_none("question")) {
    record.question = read_question(*question);
  }
  if (const auto counted = node.member_or_none("counted")) {
    counted->each_item([&](const JsonNode& item) {
      record.counted.push_back({read_cell(item.member("base")), read_cell(item.member("head"))});
    });
  }
  check_record(record, node);
  return record;
}

CellRecord parse_cell(const base::Json& json, std::string_view name) {
  return read_cell(JsonNode(json, name));
}

}  // namespace assay::record
