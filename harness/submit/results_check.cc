// SPDX-License-Identifier: Apache-2.0
#include "submit/results_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <system_error>
#include <utility>

#include "base/sha256.h"
#include "submit/entries.h"
#include "submit/storing.h"
#include "submit/submission.h"
#include "sys/clock.h"
#include "sys/parallel.h"

namespace assay::submit {
namespace {

namespace fs = std::filesystem;
using base::Json;
using base::Outcome;

constexpr const char* kFolderFromGit = "take the folder back from git, as it was imported";
constexpr const char* kLedgerBack =
    "take the ledger back from git: only assay import adds lines to it";
constexpr const char* kKeepSigners =
    "put the signer's line back into results/trust/allowed_signers: a line stays as long as it has "
    "entries, and ends by valid-before or a revocation";

// What is found of one entry.
struct EntryFindings {
  std::vector<Finding> faults, undecided, marks;
};

class EntryChecker {
 public:
  EntryChecker(const LedgerLine& line, const Trust& trust, const std::string& ssh_keygen)
      : line_(line), trust_(trust), ssh_keygen_(ssh_keygen) {}

  EntryFindings check(const fs::path& results) {
    if (const auto revoked = find_revocation(trust_, line_.key, line_.day)) {
      found_.marks.push_back(finding(*revoked, "no action needed: the entry stays, with the mark"));
    }
    const StoredFiles stored = read_stored(submissions_path(results) / line_.folder);
    for (const Outcome& fault : stored.faults) wrong(fault, kFolderFromGit);
    if (stored.files.empty()) return std::move(found_);
    if (hash_of(stored.files, kManifest) != line_.manifest) {
      wrong("other-manifest", "it does not hold the manifest that was imported");
      return std::move(found_);
    }
    check_signed(stored.files);
    const bool other_signature = hash_of(stored.files, kSignature) != line_.signature;
    if (other_signature) wrong("other-signature", "the signature is not the one that came with it");
    if (found_.faults.empty() && hash_of_files(stored.files) != line_.files) {
      wrong("other-files", "it does not hold the notes that came with it, or others");
    }
    return std::move(found_);
  }

 private:
  Finding finding(const Outcome& outcome, std::string next) const {
    return {.code = outcome.code,
            .where = line_.folder,
            .what = outcome.reason,
            .next = std::move(next)};
  }
  void wrong(const Outcome& outcome, const char* next) {
    found_.faults.push_back(finding(outcome, next));
  }
  void wrong(const char* code, std::string what, const char* next = kFolderFromGit) {
    wrong(Outcome::failed(code, std::move(what)), next);
  }

  static std::string hash_of(const std::vector<SubmissionFile>& files, std::string_view name) {
    const std::string* const bytes = bytes_named(files, name);
    return bytes == nullptr ? std::string() : base::sha256(*bytes);
  }

  // Revocations make no byte wrong: they are marks.
  void check_signed(const std::vector<SubmissionFile>& files) {
    const Trust enrolled{.allowed = trust_.allowed, .revoked = {}};
    SignatureOptions options;
    options.ssh_keygen = ssh_keygen_;
    const Checked checked = check_bytes(files, enrolled, line_.day, options);
    const Outcome &signature = checked.signature.outcome, &signer = checked.signer.outcome;
    for (const Outcome& refusal : checked.refusals) {
      wrong(refusal, refusal == signer ? kKeepSigners : kFolderFromGit);
    }
    if (checked.manifest.made.empty()) return;
    if (line_.folder != folder_name(line_, checked.manifest.machine)) {
      wrong("wrong-name",
            fmt::format("day, signer, machine and manifest give the name {}",
                        folder_name(line_, checked.manifest.machine)),
            kLedgerBack);
    }
    if (signature.kind == Outcome::Kind::unavailable) {
      found_.undecided.push_back(finding(signature, "check it on a machine with ssh-keygen"));
    }
    if (signature.good()) check_signer(checked);
  }

  void check_signer(const Checked& checked) {
    const Signer& signer = checked.signer;
    if (const auto print = fingerprint(*checked.signature.key); print != line_.key) {
      wrong("other-key", fmt::format("{} signed it, and the ledger says {}", print, line_.key));
    }
    if (signer.outcome.code == kNotEnrolled) wrong(signer.outcome, kKeepSigners);
    if (!signer.principal.empty() && signer.principal != line_.principal) {
      wrong("other-principal",
            fmt::format("the key belongs to {}, and the ledger says {}", signer.principal,
                        line_.principal),
            kKeepSigners);
    }
  }

  const LedgerLine& line_;
  const Trust& trust_;
  const std::string& ssh_keygen_;
  EntryFindings found_;
};

// What a merged change has left for the next import.
bool is_waiting(const fs::path& path) {
  std::error_code fault;
  return path.extension() == ".assay" && fs::is_regular_file(fs::symlink_status(path, fault));
}

// What is below submissions/ and no line's, by name.
std::vector<std::string> strangers_in(const fs::path& submissions,
                                      const std::vector<LedgerLine>& lines) {
  std::set<std::string, std::less<>> folders;
  for (const LedgerLine& line : lines) folders.insert(line.folder);
  std::vector<std::string> strangers;
  std::error_code fault;
  for (fs::directory_iterator entry(submissions, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    std::string name = entry->path().filename().string();
    if (!folders.contains(name)) strangers.push_back(std::move(name));
  }
  std::ranges::sort(strangers);
  return strangers;
}

// Everything below submissions/ belongs to a line, or waits for one.
void check_names(const fs::path& results, const std::vector<LedgerLine>& lines,
                 ResultsCheck& check) {
  std::error_code fault;
  if (fs::exists(results, fault) && !fs::is_directory(results, fault)) {
    check.faults.push_back({.code = "not-a-folder",
                            .where = "results",
                            .what = "it is not a folder",
                            .next = kFolderFromGit});
  }
  if (!has_own_submissions(results)) {
    check.faults.push_back({.code = "not-a-folder",
                            .where = "submissions",
                            .what = "it is a link or a file, and not a folder",
                            .next = kFolderFromGit});
  }
  for (const std::string& name : strangers_in(submissions_path(results), lines)) {
    if (is_waiting(submissions_path(results) / name)) {
      check.marks.push_back({.code = "waiting",
                             .where = shown(name),
                             .what = "it was sent, and waits for its import",
                             .next = "import it with assay import, and remove the file"});
      continue;
    }
    const bool unfinished = name.ends_with(kUnfinishedEntry);
    check.faults.push_back(
        {.code = unfinished ? "unfinished-import" : "no-line",
         .where = shown(name),
         .what = unfinished ? "an import was interrupted" : "the ledger does not have it",
         .next = unfinished ? "import the file again: the next import of any file "
                              "finishes or removes it"
                            : "remove it, and import the file that was sent"});
  }
}

void check_older(std::string_view older, std::string_view present, std::vector<Finding>& faults) {
  const std::size_t line = first_changed_line(older, present);
  if (line == 0) return;
  faults.push_back({.code = "changed-ledger",
                    .where = "ledger",
                    .what = fmt::format("line {} is not what it was: lines are only added", line),
                    .next = "take it back from git, and import again what came since"});
}

// In the order of the ledger, however many are looked at at once.
void check_entries(const fs::path& results, const std::vector<LedgerLine>& lines,
                   const ResultsCheckOptions& options, base::Progress& progress,
                   ResultsCheck& check) {
  const Trust trust = trust_in(results);
  constexpr std::size_t kTold = 64;  // entries between two numbers
  std::vector<EntryFindings> all(lines.size());
  std::atomic<std::size_t> done{0};
  const auto began = sys::monotonic_now();
  progress.stage("checking", {"entries"});
  sys::for_each_parallel(lines.size(), options.jobs, [&](std::size_t at) {
    all[at] = EntryChecker(lines[at], trust, options.ssh_keygen).check(results);
    const std::size_t now = ++done;
    if (now % kTold == 0) progress.inside("entries", now, lines.size(), "entries");
  });
  progress.step("entries", fmt::format("{} checked", lines.size()), sys::monotonic_now() - began);
  const auto append = [](std::vector<Finding>& to, std::vector<Finding>& from) {
    std::ranges::move(from, std::back_inserter(to));
  };
  for (auto& [faults, undecided, marks] : all) {
    append(check.faults, faults);
    append(check.undecided, undecided);
    append(check.marks, marks);
  }
}

std::string verdict_word(const ResultsCheck& check) {
  if (!check.faults.empty()) return "wrong";
  return check.undecided.empty() ? "good" : "undecided";
}

}  // namespace

ResultsCheck check_results(const fs::path& results, const ResultsCheckOptions& options,
                           base::Progress& progress) {
  const std::string text = ledger_text(results);
  auto [lines, faults] = read_ledger(text);
  ResultsCheck check{
      .entries = lines.size(), .faults = std::move(faults), .undecided = {}, .marks = {}};
  if (options.older_ledger) check_older(*options.older_ledger, text, check.faults);
  check_names(results, lines, check);
  check_entries(results, lines, options, progress, check);
  return check;
}

base::Exit exit_of(const ResultsCheck& check) {
  if (!check.faults.empty()) return base::Exit::bad;
  return check.undecided.empty() ? base::Exit::done : base::Exit::missing;
}

std::vector<std::pair<std::string, std::string>> lines_of(const ResultsCheck& check) {
  std::vector<std::pair<std::string, std::string>> lines{
      {"verdict", fmt::format("{}: {} entr{} checked", verdict_word(check), check.entries,
                              check.entries == 1 ? "y" : "ies")}};
  const auto add = [&](const char* word, const std::vector<Finding>& findings) {
    for (const auto& [code, where, what, next] : findings) {
      lines.emplace_back(word, fmt::format("{}: {} ({}); {}", where, what, code, next));
    }
  };
  add("wrong", check.faults);
  add("open", check.undecided);
  add("mark", check.marks);
  return lines;
}

Json json_of(const ResultsCheck& check) {
  Json json;
  json.set("schema", "assay.results-check/1").set("verdict", verdict_word(check));
  json.set("entries", std::uint64_t{check.entries}).set("faults", json_of(check.faults));
  json.set("undecided", json_of(check.undecided)).set("marks", json_of(check.marks));
  return json;
}

}  // namespace assay::submit
