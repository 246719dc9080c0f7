// SPDX-License-Identifier: Apache-2.0
#include "present/gate_annotations.h"

#include <fmt/format.h>

#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "present/escaping.h"
#include "present/gate_wording.h"

namespace assay::present {
namespace {

using judge::GateRow;
using judge::Verdict;

constexpr std::size_t kLongestAnnotationName = 300, kLongestAnnotation = 4000;  // bytes

// Not red, and yet somebody should look: the base fails, the record is doubtful, or the host
// decided nothing.
bool is_warned_of(const judge::Gate& gate, const GateRow& row) {
  if (row.red) return false;
  return row.verdict == Verdict::failed || row.verdict == Verdict::doubtful ||
         (judge::is_undecided(row) && !gate.unfit.empty());
}

std::string body(const GateRow& row) {
  const std::string what = base::printable(sentence(row), kLongestAnnotation);
  if (row.reproduce.empty()) return what;
  return fmt::format("{}\nreproduce: {}", what, base::printable(row.reproduce, kLongestAnnotation));
}

std::string notes_text(const judge::Gate& gate) {
  std::vector<std::string> lines;
  for (const std::string& note : gate.notes)
    lines.push_back(base::printable(note, kLongestAnnotation));
  return base::join(lines, "\n");
}

std::string command(std::string_view level, std::string_view title, std::string_view message,
                    std::string_view place = {}) {
  return fmt::format("::{} {}title={}::{}\n", level, place,
                     github_property(base::printable(title, kLongestAnnotationName)),
                     github_message(message));
}

std::string command(std::string_view level, const GateRow& row) {
  std::string place;
  if (row.source) {
    place = fmt::format("file={},line={},",
                        github_property(base::printable(row.source->file, kLongestAnnotation)),
                        row.source->line);
  }
  return command(level, shown_name(row), body(row), place);
}

std::string_view severity_of(const GateRow& row) {
  if (row.red) return row.verdict == Verdict::failed ? "critical" : "major";
  return row.verdict == Verdict::inconclusive ? "info" : "minor";
}

struct Issue {
  std::string_view check, name, description, severity;
  // GitLab takes no issue without a path. Where the source is not known it is the suite's name,
  // which is not a file, so no line of a change is marked.
  base::Position place;
};

base::Json json_of(const judge::Gate& gate, const Issue& issue) {
  base::Json lines, location, json;
  lines.set("begin", static_cast<std::uint64_t>(issue.place.line));
  location.set("path", base::printable(issue.place.file, kLongestAnnotation)).set("lines", lines);
  // The same finding keeps its fingerprint from run to run, whatever the figures are; that of
  // another architecture's job is another one.
  json.set("description", base::printable(issue.description, kLongestAnnotation))
      .set("check_name", fmt::format("assay-gate/{}", issue.check))
      .set("fingerprint",
           base::short_hash(fmt::format("{}\n{}\n{}", gate.arch, issue.check, issue.name)))
      .set("severity", issue.severity)
      .set("location", location);
  return json;
}

base::Json issue(const judge::Gate& gate, std::string_view check, std::string_view name,
                 std::string_view description, std::string_view severity) {
  return json_of(gate,
                 {.check = check,
                  .name = name,
                  .description = description,
                  .severity = severity,
                  .place = {.file = base::printable(split_name(name).suite, kLongestAnnotationName),
                            .line = 1}});
}

base::Json issue(const judge::Gate& gate, const GateRow& row) {
  const std::string name = shown_name(row);
  std::string what = fmt::format("{}: {}", name, sentence(row));
  if (!row.reproduce.empty()) what += "; reproduce: " + row.reproduce;
  const base::Position unknown{
      .file = base::printable(split_name(name).suite, kLongestAnnotationName), .line = 1};
  return json_of(gate, {.check = judge::name_of(row.verdict),
                        .name = name,
                        .description = what,
                        .severity = severity_of(row),
                        .place = row.source.value_or(unknown)});
}

}  // namespace

std::string github_text(const judge::Gate& gate) {
  std::string text;
  if (!gate.nothing.empty()) {
    text += command("error", "assay gate: nothing compared",
                    base::printable(nothing_text(gate), kLongestAnnotation));
  }
  for (const GateRow& row : gate.rows) {
    if (row.red) text += command("error", row);
  }
  if (!gate.unfit.empty()) {
    text += command("warning", "assay gate: host unfit",
                    base::printable(unfit_text(gate), kLongestAnnotation));
  }
  for (const GateRow& row : gate.rows) {
    if (is_warned_of(gate, row)) text += command("warning", row);
  }
  for (const std::string& left_out : left_out_texts(gate)) {
    text += command("warning", "assay gate: programs left out",
                    base::printable(left_out, kLongestAnnotation));
  }
  for (const auto& [side, names] :
       {std::pair("BASE", &gate.removed), std::pair("HEAD", &gate.added)}) {
    if (names->empty()) continue;
    text += command("notice", fmt::format("assay gate: only in {}", side),
                    base::printable(base::join(*names, ", "), kLongestAnnotation));
  }
  // One for all: GitHub shows ten of a step.
  if (!gate.notes.empty()) text += command("notice", "assay gate: notes", notes_text(gate));
  return text +
         command("notice", "assay gate", fmt::format("{} (seed {})", tally(gate.rows), gate.seed));
}

std::string gitlab_text(const judge::Gate& gate) {
  base::Json issues{base::Json::Array{}};
  if (!gate.nothing.empty())
    issues.push(issue(gate, "nothing", "assay gate", nothing_text(gate), "critical"));
  if (!gate.unfit.empty())
    issues.push(issue(gate, "host", "assay gate", unfit_text(gate), "minor"));
  for (const std::string& left_out : left_out_texts(gate)) {
    issues.push(issue(gate, "left-out", left_out, left_out, "minor"));
  }
  for (const std::string& note : gate.notes) {
    issues.push(json_of(gate, {.check = "note",
                               .name = note,
                               .description = note,
                               .severity = "info",
                               .place = {.file = "assay gate", .line = 1}}));
  }
  for (const GateRow& row : gate.rows) {
    if (!row.red && !is_warned_of(gate, row)) continue;
    issues.push(issue(gate, row));
  }
  return issues.dump();
}

}  // namespace assay::present
