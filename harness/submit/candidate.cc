// SPDX-License-Identifier: Apache-2.0
#include "submit/candidate.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/sha256.h"

namespace assay::submit {
namespace {

std::string sentence_of(const judge::Copy& copy) {
  const std::string stands = copy.own == 0
                                 ? std::string("its record stands")
                                 : fmt::format("{} of its {} samples stand", copy.shared, copy.own);
  const auto sentence = [&](const char* rest) {
    return fmt::format("{} in {}{}", stands, copy.of, rest);
  };
  switch (copy.likeness) {
    case judge::Likeness::copy:
      return sentence(", which somebody else sent before");
    case judge::Likeness::replay:
      return sentence(", which the same signer sent before");
    case judge::Likeness::subset:
      return sentence(", which the same signer sent before, with more");
    case judge::Likeness::continued:
      return sentence(", and are all of it: the same signer sent it before");
    case judge::Likeness::overlap:
      return sentence(", and both have others too");
  }
  return {};
}

void look_for_copies(Checked& checked, const std::string& manifest, Project& project) {
  if (checked.record.cells.empty()) return;
  judge::Entry entry{.name = fmt::format("the submission with the manifest {}", manifest),
                     .signer = checked.signer.principal,
                     .content = checked.record.content,
                     .samples = judge::samples_of(checked.record)};
  for (const judge::Copy& copy : project.measured.find_copies(entry)) {
    const std::string code(judge::code_of(copy.likeness));
    if (judge::refuses(copy.likeness)) {
      checked.refusals.push_back(base::Outcome::failed(code, sentence_of(copy)));
    } else {
      checked.remarks.push_back({.code = code, .at = "", .reason = sentence_of(copy)});
    }
  }
  if (is_accepted(checked)) project.measured.add(std::move(entry));
}

}  // namespace

judge::Entry as_entry(const Entry& entry) {
  return {.name = entry.line.folder,
          .signer = entry.line.principal,
          .content = entry.record.content,
          .samples = judge::samples_of(entry.record),
          .revoked = !entry.marks.empty()};
}

Project project_in(const std::filesystem::path& results, std::string today,
                   catalog::Catalog catalog) {
  Project project{.trust = trust_in(results),
                  .lines = sound_lines(ledger_text(results)),
                  .measured = {},
                  .day = std::move(today),
                  .catalog = std::move(catalog)};
  for (const LedgerLine& line : project.lines) {
    project.measured.add(as_entry(read_entry(results, project.trust, line)));
  }
  return project;
}

Candidate open_candidate(std::string_view bytes, Project& project) {
  Opened opened = open_archive(bytes);
  Candidate candidate{.verified = {.checked = {}, .walls = sys::to_text(opened.walls)},
                      .files = std::move(opened.files),
                      .day = project.day};
  Checked& checked = candidate.verified.checked;
  if (!opened.outcome.good()) {
    checked.refusals = {opened.outcome};
    return candidate;
  }
  const std::string* const text = bytes_named(candidate.files, kManifest);
  const std::string manifest = text != nullptr ? base::sha256(*text) : std::string();
  const auto same = std::ranges::find(project.lines, manifest, &LedgerLine::manifest);
  if (same != project.lines.end()) candidate.day = same->day;
  checked = check(candidate.files, project.trust, candidate.day, {}, project.catalog);
  if (same == project.lines.end()) look_for_copies(checked, manifest, project);
  return candidate;
}

}  // namespace assay::submit
