// SPDX-License-Identifier: Apache-2.0
#include "present/gate_sarif.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "present/escaping.h"
#include "present/gate_wording.h"

namespace assay::present {
namespace {

using base::Json;
using judge::GateRow;
using judge::Verdict;

constexpr std::size_t kLongestMessage = 4000;  // bytes of a message
constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

struct Rule {
  std::string_view id, description, level;  // of SARIF: "error", "warning", "note"
};

constexpr std::array<Rule, 10> kRules{{
    {"assay-gate/regressed", "The head needs more than the base, by more than the margin.",
     "error"},
    {"assay-gate/head-failed", "The benchmark fails on the head.", "error"},
    {"assay-gate/failed", "The benchmark fails on the base, so nothing could be compared.",
     "warning"},
    {"assay-gate/undecided", "Neither shown to be slower nor shown not to be.", "note"},
    {"assay-gate/nothing", "Nothing was compared.", "error"},
    {"assay-gate/host", "Times of this machine decide nothing.", "warning"},
    {"assay-gate/left-out", "Programs that could not take part.", "warning"},
    {"assay-gate/doubtful", "The record says what nothing should rest on.", "warning"},
    {"assay-gate/missing", "Only one side has the benchmark.", "error"},
    {"assay-gate/note", "What a reader of the verdicts should know.", "note"},
}};
constexpr std::size_t kRegressed = 0, kHeadFailed = 1, kFailed = 2, kUndecided = 3, kNothing = 4,
                      kHost = 5, kLeftOut = 6, kDoubtful = 7, kMissing = 8, kNote = 9;

// The rule that a row breaks; nothing for one that calls for nothing.
std::optional<std::size_t> rule_of(const GateRow& row) {
  if (row.verdict == Verdict::missing) return kMissing;
  if (row.red) return row.verdict == Verdict::failed ? kHeadFailed : kRegressed;
  if (row.verdict == Verdict::failed) return kFailed;
  if (row.verdict == Verdict::doubtful) return kDoubtful;
  return judge::is_undecided(row) ? std::optional(kUndecided) : std::nullopt;
}

Json text_json(std::string_view text) {
  Json json;
  json.set("text", text);
  return json;
}

Json message_json(std::string_view text) {
  return text_json(base::printable(text, kLongestMessage));
}

Json rule_json(const Rule& rule) {
  Json level, json;
  level.set("level", rule.level);
  json.set("id", rule.id)
      .set("shortDescription", text_json(rule.description))
      .set("defaultConfiguration", level);
  return json;
}

std::string message_of(const GateRow& row) {
  std::string text = fmt::format("{}: {}", shown_name(row), sentence(row));
  if (!row.reproduce.empty()) text += "; reproduce: " + row.reproduce;
  return text;
}

Json location_json(const GateRow& row) {
  Json file, region, physical, logical, json;
  file.set("uri", uri_path(row.source->file)).set("uriBaseId", "%SRCROOT%");
  region.set("startLine", static_cast<std::uint64_t>(row.source->line));
  physical.set("artifactLocation", file).set("region", region);
  logical.set("fullyQualifiedName", base::printable(shown_name(row))).set("kind", "function");
  json.set("physicalLocation", physical).set("logicalLocations", Json::Array{logical});
  return json;
}

// The benchmark and its cell, whatever the figures and the line are. GitHub knows two results apart
// by the second alone, which it would else make of the line: several benchmarks stand on one.
Json fingerprints_json(const judge::Gate& gate, const GateRow& row) {
  const std::string hash = base::short_hash(fmt::format("{}\n{}", gate.arch, shown_name(row)));
  Json json;
  json.set("assayBenchmark/v1", hash).set("primaryLocationLineHash", hash + ":1");
  return json;
}

Json result_json(const judge::Gate& gate, const GateRow& row, std::size_t rule) {
  Json json;
  json.set("ruleId", kRules[rule].id)
      .set("ruleIndex", static_cast<std::uint64_t>(rule))
      .set("level", kRules[rule].level)
      .set("message", message_json(message_of(row)))
      .set("locations", Json::Array{location_json(row)})
      .set("partialFingerprints", fingerprints_json(gate, row));
  return json;
}

Json notification_json(std::size_t rule, std::string_view text) {
  Json associated, json;
  associated.set("id", kRules[rule].id).set("index", static_cast<std::uint64_t>(rule));
  json.set("level", kRules[rule].level)
      .set("message", message_json(text))
      .set("associatedRule", associated);
  return json;
}

struct Results {
  Json results{Json::Array{}}, notifications{Json::Array{}};
};

Results results_of(const judge::Gate& gate) {
  Results found;
  if (!gate.nothing.empty()) {
    found.notifications.push(notification_json(kNothing, nothing_text(gate)));
  }
  if (!gate.unfit.empty()) found.notifications.push(notification_json(kHost, unfit_text(gate)));
  for (const std::string& text : left_out_texts(gate)) {
    found.notifications.push(notification_json(kLeftOut, text));
  }
  for (const std::string& note : gate.notes) {
    found.notifications.push(notification_json(kNote, note));
  }
  for (const GateRow& row : gate.rows) {
    const auto rule = rule_of(row);
    if (rule && row.source) {
      found.results.push(result_json(gate, row, *rule));
    } else if (rule) {
      found.notifications.push(notification_json(*rule, message_of(row)));
    }
  }
  return found;
}

}  // namespace

std::string sarif_text(const judge::Gate& gate) {
  Json rules{Json::Array{}}, driver, tool, invocation, details, run, json;
  for (const Rule& rule : kRules) rules.push(rule_json(rule));
  driver.set("name", "assay gate").set("rules", rules);
  tool.set("driver", driver);
  Results found = results_of(gate);
  invocation.set("executionSuccessful", gate.exit != base::Exit::missing)
      .set("exitCode", static_cast<int>(gate.exit))
      .set("toolExecutionNotifications", std::move(found.notifications));
  // One architecture's results must not replace those of another's job.
  details.set("id", fmt::format("assay-gate/{}/", base::printable(gate.arch)));
  run.set("tool", tool)
      .set("automationDetails", details)
      .set("invocations", Json::Array{invocation})
      .set("results", std::move(found.results));
  json.set("$schema", kSchema).set("version", "2.1.0").set("runs", Json::Array{run});
  return json.dump();
}

}  // namespace assay::present
