// SPDX-License-Identifier: Apache-2.0
#include "evaluate/answers.h"

#include <fmt/format.h>

#include "base/json.h"
#include "record/json_node.h"

namespace assay::evaluate {
namespace {

using base::Json;
using record::JsonNode;

constexpr std::string_view kSchema = "assay.evaluation/1";

Json numbers(const std::vector<double>& values) {
  Json::Array array;
  for (const double value : values) array.emplace_back(value);
  return array;
}

Json to_json(const Answer& answer) {
  Json json;
  json.set("kernel", answer.kernel)
      .set("verdict", answer.verdict)
      .set("ratio", answer.ratio)
      .set("low", answer.low)
      .set("high", answer.high)
      .set("dilution", answer.dilution)
      .set("seconds", answer.seconds);
  if (!answer.mode.empty()) json.set("mode", answer.mode);
  if (!answer.base.empty()) json.set("base", numbers(answer.base));
  if (!answer.head.empty()) json.set("head", numbers(answer.head));
  if (!answer.blocks.empty()) json.set("blocks", numbers(answer.blocks));
  return json;
}

std::vector<double> numbers_or_none(const JsonNode& node, std::string_view key) {
  std::vector<double> values;
  if (const auto found = node.member_or_none(key)) {
    found->each_item([&](const JsonNode& item) { values.push_back(item.number()); });
  }
  return values;
}

Answer answer_of(const JsonNode& node) {
  return {.kernel = node.text("kernel"),
          .mode = node.text_or("mode", ""),
          .verdict = node.text("verdict"),
          .ratio = node.real("ratio"),
          .low = node.real("low"),
          .high = node.real("high"),
          .dilution = node.real("dilution"),
          .seconds = node.real("seconds"),
          .base = numbers_or_none(node, "base"),
          .head = numbers_or_none(node, "head"),
          .blocks = numbers_or_none(node, "blocks")};
}

}  // namespace

std::string Task::id() const { return fmt::format("{}/{}/{}/{}", round, method, head, kernel); }

std::string to_text(const Line& line) {
  Json answers{Json::Array{}};
  for (const Answer& answer : line.answers) answers.push(to_json(answer));
  Json json;
  json.set("schema", kSchema)
      .set("set", line.set)
      .set("round", static_cast<std::int64_t>(line.task.round))
      .set("noise", line.task.noise)
      .set("method", line.task.method)
      .set("head", line.task.head)
      .set("kernel", line.task.kernel)
      .set("created", line.created)
      .set("harness", line.harness)
      .set("machine", line.machine)
      .set("seconds", line.seconds)
      .set("unfit", line.unfit)
      .set("answers", std::move(answers));
  return json.dump_compact();
}

Line parse_line(std::string_view text, std::string_view name) {
  const Json json = base::parse_json(text, name);
  const JsonNode node(json, name);
  if (node.text("schema") != kSchema) {
    node.member("schema").fail(fmt::format("expected \"{}\"", kSchema));
  }
  Line line{.task = {.round = static_cast<unsigned>(node.whole("round")),
                     .noise = node.text("noise"),
                     .method = node.text("method"),
                     .head = node.text("head"),
                     .kernel = node.text("kernel")},
            .set = node.text("set"),
            .created = node.text("created"),
            .harness = node.text("harness"),
            .machine = node.text("machine"),
            .seconds = node.real("seconds"),
            .unfit = node.text("unfit"),
            .answers = {}};
  node.member("answers").each_item(
      [&](const JsonNode& item) { line.answers.push_back(answer_of(item)); });
  return line;
}

}  // namespace assay::evaluate
