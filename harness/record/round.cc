// SPDX-License-Identifier: Apache-2.0
#include "record/round.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/canonical_json.h"
#include "base/error.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "record/json_node.h"
#include "record/text_form.h"

namespace assay::record {
namespace {

using base::Json;

constexpr std::string_view kRoundSchema = "assay.round/1";

Json kit_json(const RoundKit& kit) {
  Json json, programs{Json::Array{}};
  for (const RoundProgram& each : kit.programs) {
    Json program;
    program.set("target", each.target).set("suite", each.suite).set("sha256", each.sha256);
    programs.push(std::move(program));
  }
  json.set("file", kit.file).set("sha256", kit.sha256).set("programs", std::move(programs));
  return json;
}

RoundKit read_round_kit(const JsonNode& node) {
  RoundKit kit{
      .file = node.text("file", kNotEmpty), .sha256 = node.text("sha256", kSha256), .programs = {}};
  node.member("programs").each_item([&](const JsonNode& item) {
    kit.programs.push_back({.target = item.text("target", kFileName),
                            .suite = item.text("suite", kNotEmpty),
                            .sha256 = item.text("sha256", kSha256)});
  });
  return kit;
}

// Of what was executed: other cells have no numbers.
bool all_programs(const Record& record, const auto& fits) {
  return std::ranges::all_of(record.cells, [&](const CellRecord& cell) {
    return cell.benchmarks.empty() || (cell.program && fits(cell));
  });
}

// What takes more flags, code or another compiler from a file that nobody sees.
bool leads_elsewhere(std::string_view flag) {
  constexpr std::string_view kBeginnings[] = {"@",
                                              "-Wl,@",
                                              "-Wa,@",
                                              "-Wp,@",
                                              "-specs",
                                              "--specs",
                                              "-include",
                                              "--include",
                                              "-imacros",
                                              "--imacros",
                                              "--config",
                                              "-fplugin",
                                              "-fpass-plugin",
                                              "-wrapper",
                                              "-fprofile-use",
                                              "-fprofile-instr-use",
                                              "-fprofile-sample-use",
                                              "-fauto-profile"};
  return std::ranges::any_of(kBeginnings,
                             [&](std::string_view each) { return flag.starts_with(each); });
}

// A compiler without a version could be any.
bool names_its_flags(const CellRecord& cell) {
  const Program& program = *cell.program;
  const bool versioned =
      std::ranges::any_of(program.compiler, [](char c) { return c >= '0' && c <= '9'; });
  return versioned && !program.flags.empty() &&
         std::ranges::none_of(program.flags, leads_elsewhere);
}

}  // namespace

std::string to_text(const Round& round) {
  Json json, kits{Json::Array{}};
  for (const RoundKit& kit : round.kits) kits.push(kit_json(kit));
  json.set("schema", kRoundSchema).set("name", round.name);
  json.set("from", round.from).set("to", round.to).set("commit", round.commit);
  json.set("nonce", round.nonce).set("kits", std::move(kits));
  return base::canonical_json(json) + "\n";
}

Round read_round(std::string_view text, std::string_view file) {
  const auto fail = [&](std::string_view what) {
    throw base::Error(base::Exit::usage, fmt::format("{}: {}", file, what))
        .hint("assay round new makes one: take its file unchanged");
  };
  const Json json = base::parse_json(text, file, kMostRound);
  const JsonNode node(json, file);
  if (const std::string schema = node.text("schema"); schema != kRoundSchema) {
    fail(fmt::format("schema '{}' is not {}", base::printable(schema), kRoundSchema));
  }
  Round round{.name = node.text("name", kFileName),
              .from = node.text("from", kDay),
              .to = node.text("to", kDay),
              .commit = node.text("commit", kCommit),
              .nonce = node.text("nonce", kSha256),
              .kits = {},
              .sha256 = base::sha256(text)};
  node.member("kits").each_item(
      [&](const JsonNode& item) { round.kits.push_back(read_round_kit(item)); });
  if (round.from > round.to) fail("the round ends before it begins");
  if (text != to_text(round)) {
    fail("not in the canonical form of RFC 8785, or with a key that this version does not know");
  }
  return round;
}

std::string order_key(std::string_view nonce, std::uint64_t process, std::string_view name) {
  return base::sha256(fmt::format("{}\n{}\n{}\n", nonce, process, name));
}

std::string_view division_of(const Record& record, const Round& round) {
  const bool listed = all_programs(record, [&](const CellRecord& cell) {
    const RoundProgram own{cell.cell.target, cell.cell.suite, cell.program->sha256};
    return std::ranges::any_of(round.kits, [&](const RoundKit& kit) {
      return std::ranges::find(kit.programs, own) != kit.programs.end();
    });
  });
  const bool same_sources = record.harness.commit == round.commit && !record.harness.dirty;
  if (listed && same_sources) return kClosed;
  return all_programs(record, names_its_flags) ? kOpen : std::string_view();
}

void enter(Record& record, const Round& round) {
  const bool closed = division_of(record, round) == kClosed;
  record.round = {.name = round.name,
                  .sha256 = round.sha256,
                  .division = std::string(closed ? kClosed : kOpen)};
}

void require_day(const Round& round, std::string_view day) {
  if (day >= round.from && day <= round.to) return;
  throw base::Error(base::Exit::usage, fmt::format("the round {} is from {} to {}, and today is {}",
                                                   round.name, round.from, round.to, day))
      .hint("without --round the same is measured, for no round");
}

}  // namespace assay::record
