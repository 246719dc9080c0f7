// SPDX-License-Identifier: Apache-2.0
#include "cli/submissions.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <span>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "judge/verified.h"
#include "submit/entries.h"
#include "submit/submission.h"

namespace assay::cli {
namespace {

constexpr std::size_t kShownOfHash = 6;

std::string text_of_mark(const base::Outcome& mark) {
  return fmt::format("{}: {}", mark.code, mark.reason);
}

bool is_compromised(const submit::Entry& entry) {
  return std::ranges::find(entry.marks, submit::kRevokedCompromised, &base::Outcome::code) !=
         entry.marks.end();
}

judge::Submitted as_submitted(const submit::Entry& entry) {
  return {.principal = entry.line.principal, .record = &entry.record};
}

// Those whose agreement counts.
std::vector<judge::Submitted> sound(const std::vector<submit::Entry>& entries) {
  std::vector<judge::Submitted> found;
  for (const submit::Entry& each : entries) {
    if (each.marks.empty()) found.push_back(as_submitted(each));
  }
  return found;
}

Submitted submitted(submit::Entry entry, const std::vector<submit::Entry>& all,
                    std::span<const judge::Submitted> others) {
  const auto& line = entry.line;
  const auto of_signer = std::ranges::count_if(
      all, [&](const submit::Entry& each) { return each.line.principal == line.principal; });
  std::string name = line.principal;
  if (of_signer > 1) name += ' ' + line.manifest.substr(0, kShownOfHash);
  judge::Submission submission{.signer = line.principal,
                               .division = entry.division,
                               .date = line.day,
                               .revoked = !entry.marks.empty(),
                               .verified = judge::is_verified(as_submitted(entry), others)};
  for (const auto& mark : entry.marks) submission.remarks.push_back(text_of_mark(mark));
  return {.result = {.record = std::move(entry.record),
                     .name = std::move(name),
                     .target = {},
                     .toolchain = {},
                     .os = {},
                     .path = entry.folder / submit::kRecord},
          .submission = std::move(submission)};
}

}  // namespace

OptionSpec examples_option() {
  return {.name = "--examples",
          .value = "",
          .help = "of a folder of submissions, show also those that are only examples"};
}

bool has_ledger(const std::string& word) {
  std::error_code fault;
  return !word.empty() && std::filesystem::is_regular_file(submit::ledger_path(word), fault);
}

Submissions read_submissions(const std::string& folder, const Arguments& words) {
  const bool examples = words.has("examples");
  const auto selection = words.selection();
  Submissions found;
  auto entries = submit::read_entries(folder);
  const auto leave_out = [&](const auto& which, std::string_view what, std::string_view why) {
    const auto count = std::erase_if(entries, which);
    if (count == 0) return;
    found.notes.push_back(
        fmt::format("left out {} {}{} {}", count, what, count == 1 ? "" : "s", why));
  };
  for (const auto& entry : entries) {
    if (!is_compromised(entry)) continue;
    found.notes.push_back(
        fmt::format("left out {}: {}", entry.line.folder, text_of_mark(entry.marks.front())));
  }
  std::erase_if(entries, is_compromised);
  leave_out(
      [&](const auto& entry) {
        return !examples && entry.manifest.machine == submit::kExampleMachine;
      },
      "example submission", "(shown with --examples)");
  leave_out([&](const auto& entry) { return !work::holds_selected(entry.record, selection); },
            "submission", "without a cell of the selection");
  if (entries.empty()) {
    throw base::Error(base::Exit::missing,
                      fmt::format("{}: no submission to show", base::printable(folder)))
        .hint(found.notes.empty() ? "assay import stores one" : base::join(found.notes, "; "));
  }
  const auto others = sound(entries);
  for (const auto& entry : entries) found.shown.push_back(submitted(entry, entries, others));
  return found;
}

}  // namespace assay::cli
