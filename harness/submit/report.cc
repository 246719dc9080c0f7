// SPDX-License-Identifier: Apache-2.0
#include "submit/report.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/units.h"
#include "record/sessions.h"
#include "submit/allowed_signers.h"

namespace assay::submit {
namespace {

using base::Json;
using base::Outcome;

constexpr std::string_view kSignersFile = "results/trust/allowed_signers";

std::string signer_text(const Checked& checked) {
  if (checked.signer.principal.empty()) return sentence(checked.signature);
  return fmt::format("{}, {} {}", checked.signer.principal, checked.signature.key->type,
                     fingerprint(*checked.signature.key));
}

std::string machine_line(const record::Host& host) {
  const std::string cpu = record::fingerprint_value(host, "cpu");
  return fmt::format("{}, {}", cpu.empty() ? "a CPU without a name" : base::printable(cpu, 200),
                     host.host_class.empty() ? "of no known class" : host.host_class);
}

std::vector<std::string> cells_of(const record::Record& record) {
  std::vector<std::string> cells;
  for (const auto& cell : record.cells) {
    cells.push_back(
        base::printable(fmt::format("{}: {} benchmark{}{}{}", to_text(cell.cell),
                                    cell.benchmarks.size(), cell.benchmarks.size() == 1 ? "" : "s",
                                    cell.outcome.good() ? "" : ", ", cell.outcome.code)));
  }
  return cells;
}

// Of what the record says, when it could be read.
void add_content(const Checked& checked, std::vector<std::pair<std::string, std::string>>& lines) {
  const auto& manifest = checked.manifest;
  if (manifest.made.empty()) return;
  lines.emplace_back("made", fmt::format("{} with Assay {} ({}{})", manifest.made,
                                         base::printable(manifest.harness.version, 40),
                                         base::printable(manifest.harness.commit, 40),
                                         manifest.harness.dirty ? ", changed" : ""));
  if (checked.record.cells.empty()) return;
  lines.emplace_back("machine", machine_line(checked.record.hosts.front()));
  if (const auto& round = checked.record.round) {
    lines.emplace_back("round", fmt::format("{}, {} division", round->name, round->division));
  }
  lines.emplace_back("sessions", fmt::format("{}", record::sessions_of(checked.record).size()));
  for (std::string& cell : cells_of(checked.record)) lines.emplace_back("cell", std::move(cell));
}

std::string enrolling_advice(const Checked& checked) {
  return fmt::format(
      "a maintainer who knows whose key {} is adds this line, which is sent beside the file, to "
      "{}:",
      fingerprint(*checked.signature.key), kSignersFile);
}

std::string notes_line(std::string_view notes) {
  while (notes.ends_with('\n')) notes.remove_suffix(1);
  return base::printable(notes, 2000);
}

std::string machine_files(const SubmissionFile& file) {
  std::string text;
  for (const auto& [path, content] : read_machine_copy(file.bytes)) {
    text += fmt::format("{}:\n{}\n", path, content);
  }
  return text;
}

// A file that is one line of JSON is read line by line of what it holds; one that is not what its
// name says, as it is.
std::string body_of(const SubmissionFile& file) {
  try {
    if (file.name == kMachine) return machine_files(file);
    const bool one_line = file.name == kKit || file.name == kManifest;
    return one_line ? base::parse_json(file.bytes, file.name).dump() : file.bytes;
  } catch (const base::Error&) {
    return file.bytes;
  }
}

std::string printable_lines(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  std::string printed;
  for (const std::string& line : base::split(text, '\n')) {
    printed += "  " + base::printable(line, line.size() * 8) + '\n';
  }
  return printed;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> lines_of(const Checked& checked,
                                                          std::string_view walls) {
  std::vector<std::pair<std::string, std::string>> lines{
      {"verdict", std::string(verdict_of(checked))}};
  for (const Outcome& refusal : checked.refusals) {
    lines.emplace_back("because", fmt::format("{} ({})", refusal.reason, refusal.code));
  }
  for (const judge::Flaw& remark : checked.remarks) {
    lines.emplace_back("remark", fmt::format("{} ({})", remark.reason, remark.code));
  }
  if (checked.signature.key || !checked.signature.outcome.good()) {
    lines.emplace_back("signer", signer_text(checked));
  }
  add_content(checked, lines);
  if (!checked.notes.empty()) lines.emplace_back("notes", notes_line(checked.notes));
  lines.emplace_back("read behind", std::string(walls));
  if (verdict_of(checked) == "not enrolled") {
    lines.emplace_back("next", enrolling_advice(checked));
    lines.emplace_back("", allowed_signers_line("name@example.org", *checked.signature.key));
  }
  return lines;
}

Json json_of(const Checked& checked, std::string_view file, std::string_view walls) {
  Json reasons{Json::Array{}}, remarks{Json::Array{}}, cells{Json::Array{}}, json;
  for (const Outcome& refusal : checked.refusals) {
    Json one;
    one.set("code", refusal.code).set("reason", refusal.reason);
    reasons.push(std::move(one));
  }
  for (const judge::Flaw& remark : checked.remarks) {
    Json one;
    one.set("code", remark.code).set("at", remark.at).set("reason", remark.reason);
    remarks.push(std::move(one));
  }
  for (std::string& cell : cells_of(checked.record)) cells.push(std::move(cell));
  json.set("schema", "assay.verification/1").set("file", file);
  json.set("verdict", verdict_of(checked)).set("reasons", std::move(reasons));
  json.set("remarks", std::move(remarks));
  json.set("signature", sentence(checked.signature)).set("signer", checked.signer.principal);
  json.set("key", checked.signature.key ? fingerprint(*checked.signature.key) : std::string());
  json.set("made", checked.manifest.made).set("content", checked.manifest.content);
  const record::RoundEntry round = checked.record.round.value_or(record::RoundEntry());
  json.set("round", round.name).set("division", round.division);
  json.set("machine", checked.manifest.machine).set("cells", std::move(cells));
  json.set("notes", checked.notes).set("walls", walls);
  return json;
}

base::Exit exit_of(const Checked& checked) {
  if (is_accepted(checked)) return base::Exit::done;
  return verdict_of(checked) == "undecided" ? base::Exit::missing : base::Exit::bad;
}

std::string readable(const std::vector<SubmissionFile>& files) {
  std::string text;
  for (const SubmissionFile& file : files) {
    text +=
        fmt::format("{} ({})\n{}\n", shown(file.name),
                    base::to_text(base::Bytes{file.bytes.size()}), printable_lines(body_of(file)));
  }
  return text;
}

}  // namespace assay::submit
