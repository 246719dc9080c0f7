// SPDX-License-Identifier: Apache-2.0
#include "record/schema_1.h"

#include <string_view>

#include "record/place_json.h"
#include "record/question_json.h"
#include "record/rules.h"

namespace assay::record {

Host read_host_of_schema_1(const JsonNode& record) {
  const JsonNode node = record.member("host");
  Host host = read_machine(node);
  host.session = record.text("session", kSession);
  if (const auto state = node.member_or_none("state")) {
    host.readings.push_back({.at = record.text("created", kUtcTime), .values = read_pairs(*state)});
  }
  return host;
}

Place read_place_of_schema_1(const JsonNode& cell) {
  constexpr std::string_view kClasses[] = {"virtualised"};
  Place place{
      .host = 0, .runner = read_runner(cell), .guest_class = cell.word_or_none("class", kClasses)};
  if (const auto emulator = cell.member_or_none("emulator")) {
    place.emulator = read_emulator(*emulator);
  }
  check_place(place, cell);
  return place;
}

std::uint64_t read_guest_free_bytes_of_schema_1(const JsonNode& cell) {
  const auto emulator = cell.member_or_none("emulator");
  return emulator ? emulator->whole_or("free_bytes", 0, 1) : 0;
}

GateQuestion read_question_of_schema_1(const JsonNode& paired) {
  GateQuestion question;
  question.complete = false;
  question.rule = 1;
  paired.member("programs").each_item([](const JsonNode& item) {
    item.text("suite");
    for (const char* key : {"base_sha256", "head_sha256"}) item.text(key, kSha256);
  });
  question.base.word = paired.text("base");
  question.head.word = paired.text("head");
  question.seed = read_seed(paired);
  question.margin = paired.has("margin") ? read_margin(paired) : GateQuestion{}.margin;
  question.two_sided = paired.boolean_or("two_sided", false);
  question.exact = paired.boolean_or("exact", false);
  return question;
}

}  // namespace assay::record
