// SPDX-License-Identifier: Apache-2.0
#include "record/question_json.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "base/number.h"
#include "record/benchmark_json.h"
#include "record/program_json.h"

namespace assay::record {
namespace {

using base::Json;

constexpr std::string_view kWarn = "warn", kFail = "fail";
constexpr std::string_view kMissing[] = {kWarn, kFail};
constexpr std::uint64_t kMostSeconds = 1'000'000'000;

template <class Item>
Json list_of(const std::vector<Item>& items, Json (*item_json)(const Item&)) {
  Json list{Json::Array{}};
  for (const Item& item : items) list.push(item_json(item));
  return list;
}

void set_texts(Json& object, std::string_view key, const std::vector<std::string>& texts) {
  if (!texts.empty()) object.set(std::string(key), array_of(texts));
}

Json asked_cell_json(const AskedCell& asked) {
  Json json;
  set_cell(json, asked.cell);
  set_outcome(json, asked.built);
  if (asked.program) json.set("program", to_json(*asked.program));
  return json;
}

AskedCell read_asked_cell(const JsonNode& node) {
  AskedCell asked{.cell = read_cell_name(node), .built = read_outcome(node), .program = {}};
  if (const auto program = node.member_or_none("program")) asked.program = read_program(*program);
  return asked;
}

Json left_out_json(const LeftOut& left_out) {
  Json json;
  json.set("file", left_out.file).set("reason", left_out.reason);
  return json;
}

Json side_json(const AskedSide& side) {
  Json json;
  json.set("word", side.word);
  set_text(json, "commit", side.commit);
  set_text(json, "record", side.record);
  if (!side.sealed) json.set("sealed", false);
  set_texts(json, "target", side.selection.targets);
  set_texts(json, "toolchain", side.selection.toolchains);
  set_texts(json, "os", side.selection.systems);
  set_texts(json, "suite", side.selection.suites);
  set_texts(json, "flags", side.selection.flags);
  json.set("cells", list_of(side.cells, asked_cell_json));
  if (!side.left_out.empty()) json.set("left_out", list_of(side.left_out, left_out_json));
  return json;
}

AskedSide read_side(const JsonNode& node) {
  AskedSide side{.word = node.text("word", kNotEmpty),
                 .commit = node.text_or_none("commit", kRevision),
                 .record = node.text_or_none("record", kRecordId),
                 .sealed = node.boolean_or("sealed", true),
                 .selection = {.targets = node.texts_or_none("target"),
                               .toolchains = node.texts_or_none("toolchain"),
                               .systems = node.texts_or_none("os"),
                               .suites = node.texts_or_none("suite"),
                               .flags = node.texts_or_none("flags")},
                 .cells = {}};
  node.member("cells").each_item(
      [&](const JsonNode& item) { side.cells.push_back(read_asked_cell(item)); });
  if (const auto left_out = node.member_or_none("left_out")) {
    left_out->each_item([&](const JsonNode& item) {
      side.left_out.push_back(
          {.file = item.text("file", kNotEmpty), .reason = item.text("reason", kNotEmpty)});
    });
  }
  return side;
}

Json accepted_json(const Accepted& accepted) {
  Json json;
  json.set("benchmark", accepted.benchmark);
  set_text(json, "target", accepted.target);
  json.set("reason", accepted.reason)
      .set("until", accepted.until)
      .set("file", accepted.file)
      .set("line", accepted.line);
  return json;
}

Accepted read_accepted(const JsonNode& node) {
  return {.benchmark = node.text("benchmark", kNotEmpty),
          .target = node.text_or_none("target", kNotEmpty),
          .reason = node.text("reason"),
          .until = node.text("until", kDay),
          .file = node.text("file", kNotEmpty),
          .line = node.whole("line")};
}

Json identical_json(const IdenticalCode& identical) {
  Json json;
  json.set("name", identical.name);
  set_text(json, "target", identical.target);
  return json;
}

double read_floor(const JsonNode& node) {
  const double floor = node.real("floor");
  if (floor > 1) node.member("floor").fail("expected a share, at most 1");
  return floor;
}

std::chrono::seconds read_seconds(const JsonNode& node, std::string_view key) {
  const std::uint64_t seconds = node.whole(key);
  if (seconds == 0 || seconds > kMostSeconds) node.member(key).fail("expected seconds, at least 1");
  return std::chrono::seconds(seconds);
}

Explained read_explained(const JsonNode& node) {
  constexpr Explained kAll[] = {Explained::none, Explained::red, Explained::all};
  std::string_view words[std::size(kAll)];
  std::ranges::transform(kAll, words, [](Explained each) { return to_text(each); });
  const std::string word = node.word("explained", words);
  return *std::ranges::find(kAll, word, [](Explained each) { return to_text(each); });
}

}  // namespace

std::uint64_t read_seed(const JsonNode& node) {
  const auto seed = base::to_uint64(node.text("seed"));
  if (!seed) node.member("seed").fail("expected a whole number as a string");
  return *seed;
}

double read_margin(const JsonNode& node) {
  const double margin = node.real("margin");
  if (!(margin > 0) || margin > 1) node.member("margin").fail("expected a share above 0");
  return margin;
}

Json to_json(const GateQuestion& question) {
  Json json;
  json.set("rule", question.rule)
      .set("base", side_json(question.base))
      .set("head", side_json(question.head));
  set_text(json, "filter", question.filter);
  set_texts(json, "targets", question.targets);
  set_texts(json, "runners", question.runners);
  json.set("margin", question.margin)
      .set("floor", question.floor)
      .set("two_sided", question.two_sided)
      .set("exact", question.exact)
      .set("seed", std::to_string(question.seed));
  if (question.budget) {
    json.set("budget_s", static_cast<std::uint64_t>(question.budget->count()));
  }
  json.set("timeout_s", static_cast<std::uint64_t>(question.timeout.count()))
      .set("memory_bytes", question.memory.value)
      .set("missing", question.fail_on_missing ? kFail : kWarn)
      .set("warn_only", question.warn_only)
      .set("require_decision", question.require_decision)
      .set("accepted", list_of(question.accepted, accepted_json));
  set_text(json, "day", question.day);
  json.set("explained", to_text(question.explained));
  set_texts(json, "words", question.words);
  set_texts(json, "project_settings", question.project_settings);
  set_texts(json, "user_settings", question.user_settings);
  set_texts(json, "differing_rules", question.differing_rules);
  json.set("identical", list_of(question.identical, identical_json));
  set_texts(json, "only_in_base", question.only_in_base);
  set_texts(json, "only_in_head", question.only_in_head);
  return json;
}

GateQuestion read_question(const JsonNode& node) {
  GateQuestion question{.rule = node.whole("rule", 1),
                        .base = read_side(node.member("base")),
                        .head = read_side(node.member("head")),
                        .filter = node.text_or_none("filter", kNotEmpty),
                        .targets = node.texts_or_none("targets"),
                        .runners = node.texts_or_none("runners"),
                        .margin = read_margin(node),
                        .floor = read_floor(node),
                        .two_sided = node.boolean("two_sided"),
                        .exact = node.boolean("exact"),
                        .seed = read_seed(node)};
  if (node.has("budget_s")) question.budget = read_seconds(node, "budget_s");
  question.timeout = read_seconds(node, "timeout_s");
  question.memory = base::Bytes{node.whole("memory_bytes")};
  question.fail_on_missing = node.word("missing", kMissing) == kFail;
  question.warn_only = node.boolean("warn_only");
  question.require_decision = node.boolean("require_decision");
  node.member("accepted").each_item([&](const JsonNode& item) {
    question.accepted.push_back(read_accepted(item));
  });
  question.day = node.text("day", kDay);
  question.explained = read_explained(node);
  question.words = node.texts_or_none("words");
  question.project_settings = node.texts_or_none("project_settings");
  question.user_settings = node.texts_or_none("user_settings");
  question.differing_rules = node.texts_or_none("differing_rules");
  node.member("identical").each_item([&](const JsonNode& item) {
    question.identical.push_back(
        {.name = item.text("name", kNotEmpty), .target = item.text_or_none("target", kNotEmpty)});
  });
  question.only_in_base = node.texts_or_none("only_in_base");
  question.only_in_head = node.texts_or_none("only_in_head");
  return question;
}

}  // namespace assay::record
