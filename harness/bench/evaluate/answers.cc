// SPDX-License-Identifier: Apache-2.0
#include "evaluate/answers.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/json.h"

namespace assay::evaluate {
namespace {

using base::Json;

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
  if (!answer.base.empty()) json.set("base", numbers(answer.base));
  if (!answer.head.empty()) json.set("head", numbers(answer.head));
  if (!answer.blocks.empty()) json.set("blocks", numbers(answer.blocks));
  return json;
}

// The members of one line, each of which must be there.
class Members {
 public:
  Members(const Json& json, std::string_view name) : json_(json), name_(name) {}

  std::string text(std::string_view key) const {
    const Json& found = at(key);
    if (found.string() == nullptr) throw fault(key, "a text");
    return *found.string();
  }
  double number(std::string_view key) const {
    const Json& found = at(key);
    if (found.number() == nullptr) throw fault(key, "a number");
    return found.as_double();
  }
  const Json::Array& array(std::string_view key) const {
    const Json& found = at(key);
    if (found.array() == nullptr) throw fault(key, "a list");
    return *found.array();
  }
  std::vector<double> numbers(std::string_view key) const {
    std::vector<double> values;
    if (json_.find(key) == nullptr) return values;
    for (const Json& value : array(key)) {
      if (value.number() == nullptr) throw fault(key, "numbers");
      values.push_back(value.as_double());
    }
    return values;
  }

 private:
  const Json& at(std::string_view key) const {
    const Json* const found = json_.find(key);
    if (found == nullptr) throw fault(key, "a value");
    return *found;
  }
  base::Error fault(std::string_view key, std::string_view wanted) const {
    return {base::Exit::usage, fmt::format("{}: {}: expected {}", name_, key, wanted)};
  }

  const Json& json_;
  std::string_view name_;
};

Answer answer_of(const Json& json, std::string_view name) {
  const Members members(json, name);
  return {.kernel = members.text("kernel"),
          .verdict = members.text("verdict"),
          .ratio = members.number("ratio"),
          .low = members.number("low"),
          .high = members.number("high"),
          .dilution = members.number("dilution"),
          .seconds = members.number("seconds"),
          .base = members.numbers("base"),
          .head = members.numbers("head"),
          .blocks = members.numbers("blocks")};
}

}  // namespace

std::string Task::id() const { return fmt::format("{}/{}/{}/{}", round, method, head, kernel); }

std::string to_text(const Line& line) {
  Json answers{Json::Array{}};
  for (const Answer& answer : line.answers) answers.push(to_json(answer));
  Json json;
  json.set("schema", "assay.evaluation/1")
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
  const Members members(json, name);
  if (members.text("schema") != "assay.evaluation/1") {
    throw base::Error(base::Exit::usage, fmt::format("{}: no line of assay.evaluation/1", name));
  }
  Line line{.task = {.round = static_cast<unsigned>(members.number("round")),
                     .noise = members.text("noise"),
                     .method = members.text("method"),
                     .head = members.text("head"),
                     .kernel = members.text("kernel")},
            .set = members.text("set"),
            .created = members.text("created"),
            .harness = members.text("harness"),
            .machine = members.text("machine"),
            .seconds = members.number("seconds"),
            .unfit = members.text("unfit"),
            .answers = {}};
  for (const Json& answer : members.array("answers")) {
    line.answers.push_back(answer_of(answer, name));
  }
  return line;
}

}  // namespace assay::evaluate
