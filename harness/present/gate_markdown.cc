// SPDX-License-Identifier: Apache-2.0
#include "present/gate_markdown.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "present/escaping.h"
#include "present/gate_wording.h"
#include "present/markdown_room.h"
#include "present/terminal_explanation.h"
#include "present/wording.h"

namespace assay::present {
namespace {

using judge::GateRow;

// Bytes of outside text, before it is escaped.
constexpr std::size_t kLongestReason = 600, kLongestCommand = 2000;
constexpr std::size_t kMostNameBytes = 4096;   // bytes of a list of names, escaped
constexpr std::size_t kMostSentences = 16384;  // bytes of differences and notes together
constexpr std::size_t kGateFrame = 2048;       // headings and folds, more than they need

// Counts have no interval and no blocks.
constexpr std::string_view kHead =
    "| verdict | benchmark | change | 95 % interval | blocks | reasons |\n"
    "| :--- | :--- | ---: | ---: | ---: | :--- |\n";

std::vector<std::string> reasons_of(const GateRow& row) {
  std::vector<std::string> reasons = row.reasons;
  if (row.base_count && row.head_count && row.verdict != judge::Verdict::equal) {
    reasons.insert(reasons.begin(), fmt::format("{} to {} {}", count_text(*row.base_count),
                                                count_text(*row.head_count), unit_of(row)));
  }
  return reasons;
}

std::string gate_line(const GateRow& row) {
  const std::string_view verdict = judge::name_of(row.verdict);
  return fmt::format("| {} | {} | {} | {} | {} | {} |\n",
                     row.red ? fmt::format("**{}**", verdict) : std::string(verdict),
                     markdown_code(shown_name(row)), change_text(row), interval_text(row),
                     row.blocks == 0 ? std::string() : std::to_string(row.blocks),
                     inert_markdown(base::join(reasons_of(row), "; "), kLongestReason));
}

// An indented code block: no text can end it. A command that would have to be cut is left out.
std::string command_of(const GateRow& row) {
  if (row.reproduce.empty() || row.reproduce.size() > kLongestCommand) return {};
  return fmt::format("    {}\n", base::printable(row.reproduce, 6 * kLongestCommand));
}

// Likewise indented.
std::string code_block(const judge::Explanation& explanation) {
  std::string text;
  for (const std::string& line : base::split(terminal_text(explanation, {.columns = 100}), '\n')) {
    text += line.empty() ? "\n" : fmt::format("    {}\n", base::printable(line, line.size() * 6));
  }
  return text;
}

std::string only_in_line(std::string_view side, const std::vector<std::string>& names) {
  if (names.empty()) return {};
  std::string text;
  std::size_t shown = 0;
  for (const std::string& name : names) {
    const std::string next = (shown == 0 ? "" : ", ") + markdown_code(name);
    if (text.size() + next.size() > kMostNameBytes) break;
    text += next;
    ++shown;
  }
  if (shown < names.size()) text += fmt::format(" and {} more", names.size() - shown);
  return fmt::format("\nOnly in {}: {}\n", side, text);
}

// The reasons are ours, the files' names are not.
std::string left_out_line(std::string_view side, const std::vector<record::LeftOut>& left_out) {
  MarkdownRoom room(kMostNameBytes);
  std::string text;
  for (const LeftOutGroup& group : left_out_groups(left_out)) {
    std::string files;
    for (const std::string& file : group.files)
      files += (files.empty() ? "" : ", ") + markdown_code(file);
    if (group.more > 0) files += fmt::format(" and {} more", group.more);
    std::string part = fmt::format("{} ({})", files, inert_markdown(group.reason, kLongestReason));
    if (room.take(part.size())) text += (text.empty() ? "" : "; ") + part;
  }
  if (left_out.empty()) return {};
  return fmt::format("\nLeft out of {}: {}\n", side, text);
}

// Differences and notes, as many as fit.
std::string sentences_text(const judge::Gate& gate) {
  MarkdownRoom room(kMostSentences);
  std::string text;
  for (const auto* sentences : {&gate.differences, &gate.notes}) {
    for (const std::string& sentence : *sentences) {
      const std::string line = fmt::format("\n{}\n", inert_markdown(sentence, kLongestReason));
      if (room.take(line.size())) text += line;
    }
  }
  if (room.left_out() == 0) return text;
  return text + fmt::format("\nLeft out {} of {} notes to stay below 64 KiB.\n", room.left_out(),
                            gate.differences.size() + gate.notes.size());
}

struct ShownRows {
  std::string text;
  std::size_t loud_left_out = 0;  // of those that call for attention
};

// What calls for attention first, then the others in a fold; as many rows as fit.
ShownRows shown_rows(const judge::Gate& gate, MarkdownRoom& room) {
  std::string rows, commands, calm_rows;
  std::vector<GateRow> calm;
  for (const GateRow& row : gate.rows) {
    if (is_calm(row)) {
      calm.push_back(row);
      continue;
    }
    const std::string line = gate_line(row), command = command_of(row);
    if (!room.take(line.size() + command.size())) continue;
    rows += line;
    commands += command;
  }
  ShownRows shown{.text = {}, .loud_left_out = room.left_out()};
  for (const GateRow& row : calm) {
    const std::string line = gate_line(row);
    if (room.take(line.size())) calm_rows += line;
  }
  if (!rows.empty()) shown.text += fmt::format("\n{}{}", kHead, rows);
  if (!commands.empty()) shown.text += markdown_fold("How to measure these again", commands);
  if (!calm_rows.empty()) {
    shown.text += markdown_fold(fmt::format("No action needed: {}", tally(calm)),
                                fmt::format("{}{}", kHead, calm_rows));
  }
  return shown;
}

std::string explanations_text(const judge::Gate& gate, MarkdownRoom& room) {
  const std::size_t before = room.left_out();
  std::string text;
  for (const auto& explanation : gate.explanations) {
    const std::string folded = markdown_fold(
        "What makes up " + markdown_code(explanation.benchmark), code_block(explanation));
    if (room.take(folded.size())) text += folded;
  }
  if (room.left_out() == before) return text;
  return text + fmt::format("\nLeft out {} of {} explanations to stay below 64 KiB.\n",
                            room.left_out() - before, gate.explanations.size());
}

}  // namespace

std::string markdown_text(const judge::Gate& gate) {
  std::string text = fmt::format("### Assay gate: {}\n", tally(gate.rows));
  if (!gate.unfit.empty()) {
    text += fmt::format("\n> **{}**\n", inert_markdown(unfit_text(gate), kLongestReason));
  }
  if (!gate.nothing.empty()) {
    text += fmt::format("\n> **{}**\n", inert_markdown(nothing_text(gate), kLongestReason));
  }
  text += sentences_text(gate);
  text += only_in_line("BASE", gate.removed) + only_in_line("HEAD", gate.added);
  text +=
      left_out_line("BASE", gate.left_out_of_base) + left_out_line("HEAD", gate.left_out_of_head);
  MarkdownRoom room(kMostMarkdown - kGateFrame - std::min(text.size(), kMostMarkdown - kGateFrame));
  const ShownRows rows = shown_rows(gate, room);
  const std::size_t left_out = room.left_out();
  text += rows.text + explanations_text(gate, room);
  if (left_out > 0) {
    text += fmt::format(
        "\n**Left out {} of {} rows to stay below 64 KiB; {} of them call for attention.** The "
        "other formats have them all.\n",
        left_out, gate.rows.size(), rows.loud_left_out);
  }
  return text + fmt::format("\nSeed {}.\n", gate.seed);
}

}  // namespace assay::present
