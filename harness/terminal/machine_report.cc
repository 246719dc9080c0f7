// SPDX-License-Identifier: Apache-2.0
#include "terminal/machine_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "host/fitness.h"
#include "host/match.h"
#include "host/verdict.h"
#include "present/escaping.h"
#include "present/markdown_room.h"
#include "present/terminal.h"

namespace assay::terminal {
namespace {

base::Json list_json(const std::vector<std::string>& texts) {
  base::Json list{base::Json::Array{}};
  for (const auto& text : texts) list.push(text);
  return list;
}

// As many lines as fit.
std::string lines_markdown(const std::vector<std::pair<std::string, std::string>>& lines) {
  constexpr std::size_t kLongestLine = 4000, kFrame = 256;
  present::MarkdownRoom room(present::kMostMarkdown - kFrame);
  std::string text = "| | |\n| :--- | :--- |\n";
  for (const auto& [what, line] : lines) {
    const std::string row =
        fmt::format("| {} | {} |\n", what, present::inert_markdown(line, kLongestLine));
    if (room.take(row.size())) text += row;
  }
  if (room.left_out() == 0) return text;
  return text + fmt::format("\nLeft out {} of {} lines to stay below 64 KiB.\n", room.left_out(),
                            lines.size());
}

// Targets that the machine is or may be the chip of, with why it is not sure.
struct Chips {
  std::vector<std::string> sure, open;
};

Chips chips_of(const record::Host& host, const catalog::Catalog& catalog) {
  Chips chips;
  for (const auto& target : catalog.targets) {
    const auto found = host::identify(target, host);
    if (found.match == host::Match::yes) chips.sure.push_back(target.name);
    if (found.match == host::Match::perhaps) {
      chips.open.push_back(fmt::format("{}: {}", target.name, found.why));
    }
  }
  return chips;
}

using Values = std::vector<std::pair<std::string, std::string>>;

// A place may send a host without any.
Values newest_values(const record::Host& host) {
  return host.readings.empty() ? Values() : host.readings.back().values;
}

// What a place names like another value, or like a member of ours, is left out.
void put_values(const Values& values, base::Json& json) {
  constexpr std::array<std::string_view, 7> kOurs{
      "features",       "not readable",       "key", "class", "evidence",
      "is the chip of", "perhaps the chip of"};
  for (const auto& [key, value] : values) {
    const bool ours = std::ranges::find(kOurs, std::string_view(key)) != kOurs.end();
    if (!ours && json.find(key) == nullptr) json.set(key, value);
  }
}

}  // namespace

present::List host_list(const record::Host& host, const catalog::Catalog& catalog) {
  present::List list{.what = "host", .heads = {"this machine", ""}, .rows = {}, .notes = {}};
  for (const auto& [key, value] : host.fingerprint) list.rows.push_back({key, value});
  list.rows.push_back({"features", base::join(host.features, " ")});
  for (const auto& [key, value] : newest_values(host)) list.rows.push_back({key, value});
  if (!host.unreadable.empty()) {
    list.rows.push_back({"not readable", base::join(host.unreadable, ", ")});
  }
  list.rows.push_back({"key", host.key});
  list.rows.push_back({"class", host.host_class});
  for (const auto& sign : host.evidence) {
    list.rows.push_back(
        {"evidence", fmt::format("{} ({}): {}", sign.signal, sign.strength, sign.value)});
  }
  const auto chips = chips_of(host, catalog);
  list.rows.push_back(
      {"is the chip of", chips.sure.empty() ? "no target" : base::join(chips.sure, ", ")});
  for (const auto& each : chips.open) list.rows.push_back({"perhaps the chip of", each});
  return list;
}

base::Json host_json(const record::Host& host, const catalog::Catalog& catalog) {
  base::Json json, evidence{base::Json::Array{}};
  put_values(host.fingerprint, json);
  json.set("features", list_json(host.features));
  put_values(newest_values(host), json);
  json.set("not readable", list_json(host.unreadable));
  json.set("key", host.key).set("class", host.host_class);
  for (const auto& sign : host.evidence) {
    evidence.push(base::Json()
                      .set("signal", sign.signal)
                      .set("strength", sign.strength)
                      .set("value", sign.value));
  }
  json.set("evidence", std::move(evidence));
  const auto chips = chips_of(host, catalog);
  json.set("is the chip of", list_json(chips.sure));
  json.set("perhaps the chip of", list_json(chips.open));
  return json;
}

present::List fitness_list(const record::Host& host) {
  present::List list{.what = "fitness",
                     .heads = {"fitness for measuring", "found", "verdict", "what would help"},
                     .rows = {},
                     .notes = {}};
  for (const auto& condition : host::judge_fitness(host)) {
    list.rows.push_back({condition.what, condition.found, std::string(to_text(condition.fitness)),
                         condition.help.empty() ? "-" : condition.help});
  }
  return list;
}

base::Json fitness_json(const record::Host& host) {
  base::Json json;
  for (const auto& condition : host::judge_fitness(host)) {
    base::Json fact;
    fact.set("found", condition.found).set("verdict", to_text(condition.fitness));
    if (!condition.help.empty()) fact.set("what would help", condition.help);
    json.set(condition.what, std::move(fact));
  }
  return json;
}

std::string lines_text(const std::vector<std::pair<std::string, std::string>>& lines,
                       const present::Style& style) {
  if (style.format == "markdown") return lines_markdown(lines);
  constexpr std::size_t kColumn = 9, kLongestCopied = 8000;
  std::string text;
  for (const auto& [what, line] : lines) {
    text += what.empty() ? base::printable(line, kLongestCopied) + '\n'
                         : present::paragraph(fmt::format("{:<8} {}", what, line), style, kColumn);
  }
  return text;
}

std::string machine_report(const record::Host& host, const catalog::Catalog& catalog,
                           const std::vector<present::List>& lists, const present::Style& style) {
  const auto lines = host::five_lines(host, catalog.targets);
  if (style.format == "json") {
    base::Json json, summary;
    for (const auto& [what, line] : lines) summary.set(what, line);
    json.set("schema", "assay.doctor/2").set("summary", std::move(summary));
    json.set("host", host_json(host, catalog)).set("fitness", fitness_json(host));
    for (const auto& list : lists) json.set(list.what, present::rows_of(list));
    return json.dump();
  }
  std::string text = lines_text(lines, style);
  for (const auto& list : {host_list(host, catalog), fitness_list(host)}) {
    text += "\n" + present::render(list, style);
  }
  for (const auto& list : lists) text += "\n" + present::render(list, style);
  return text;
}

}  // namespace assay::terminal
