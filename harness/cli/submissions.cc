// SPDX-License-Identifier: Apache-2.0
#include "cli/submissions.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <span>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "judge/copies.h"
#include "judge/plausibility.h"
#include "judge/verified.h"
#include "submit/candidate.h"
#include "submit/entries.h"
#include "submit/recomputed.h"
#include "submit/submission.h"
#include "sys/folders.h"
#include "work/catalog_files.h"

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

// What the checks of a submission say of its record today.
std::vector<std::string> remarks_of(const submit::Entry& entry, const catalog::Catalog& catalog) {
  std::vector<std::string> remarks;
  for (const auto& mark : entry.marks) remarks.push_back(text_of_mark(mark));
  const auto flaws = judge::implausible(entry.record, submit::knowledge_of(entry.record, catalog));
  for (const auto& flaw : flaws) remarks.push_back(fmt::format("{}: {}", flaw.code, flaw.reason));
  return remarks;
}

Submitted submitted(const submit::Entry& entry, const std::vector<submit::Entry>& all,
                    const catalog::Catalog& catalog, std::span<const judge::Submitted> others) {
  const auto& line = entry.line;
  const auto of_signer = std::ranges::count_if(
      all, [&](const submit::Entry& each) { return each.line.principal == line.principal; });
  std::string name = line.principal;
  if (of_signer > 1) name += ' ' + line.manifest.substr(0, kShownOfHash);
  return {.result = {.record = entry.record,
                     .name = std::move(name),
                     .target = {},
                     .toolchain = {},
                     .os = {},
                     .path = entry.folder / submit::kRecord},
          .submission = {.signer = line.principal,
                         .division = entry.division,
                         .date = line.day,
                         .remarks = remarks_of(entry, catalog),
                         .out_of_means = entry.marks.empty() ? "" : "revoked",
                         .verified = judge::is_verified(as_submitted(entry), others)}};
}

// Of those whose samples a later one has too, with more sessions, the later one counts. `shown` is
// of `entries`, one by one.
void mark_continued(const std::vector<submit::Entry>& entries, std::vector<Submitted>& shown) {
  judge::Ledgered known;
  std::map<std::string, std::size_t> places;
  for (std::size_t at = 0; at < entries.size(); ++at) {
    judge::Entry own = submit::as_entry(entries[at]);
    for (const judge::Copy& copy : known.find_copies(own)) {
      if (copy.likeness != judge::Likeness::continued || own.revoked) continue;
      judge::Submission& older = shown[places.at(copy.of)].submission;
      older.out_of_means = "continued";
      older.remarks.push_back(fmt::format("continued: {} has all of it, and more", own.name));
    }
    places.emplace(own.name, at);
    known.add(std::move(own));
  }
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
  const auto catalog = work::load_catalog(sys::find_folders());
  for (const auto& entry : entries) {
    found.shown.push_back(submitted(entry, entries, catalog, others));
  }
  mark_continued(entries, found.shown);
  return found;
}

}  // namespace assay::cli
