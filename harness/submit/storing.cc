// SPDX-License-Identifier: Apache-2.0
#include "submit/storing.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

#include "base/ensure.h"
#include "base/error.h"
#include "base/sha256.h"
#include "submit/entries.h"
#include "sys/file_lock.h"
#include "sys/files.h"
#include "sys/trees.h"

namespace assay::submit {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

fs::path unfinished_path(const fs::path& place) {
  return place.string() + std::string(kUnfinishedEntry);
}

void sync_or_throw(const fs::path& folder) {
  if (const int failed = sys::sync_folder(folder)) {
    throw Error(Exit::missing, fmt::format("cannot write {}: {}", folder.string(),
                                           std::generic_category().message(failed)));
  }
}

std::vector<fs::path> paths_in(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code fault;
  for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    paths.push_back(entry->path());
  }
  return paths;
}

// What was written before its line is finished when the line is there, and else removed.
void settle(const fs::path& results, const std::vector<LedgerLine>& lines) {
  for (const fs::path& path : paths_in(results)) {
    // Of a ledger that was never renamed into place.
    if (path.filename().string().starts_with(".ledger.")) sys::remove_tree(path);
  }
  const fs::path submissions = submissions_path(results);
  for (const fs::path& path : paths_in(submissions)) {
    if (path.extension() != kUnfinishedEntry) continue;
    std::error_code fault;
    const fs::path place = submissions / path.stem();
    const bool has_line =
        std::ranges::find(lines, place.filename().string(), &LedgerLine::folder) != lines.end();
    if (has_line && !fs::exists(fs::symlink_status(place, fault))) {
      sys::rename_folder(path, place);
    } else {
      sys::remove_tree(path);
    }
    sync_or_throw(submissions);
  }
}

LedgerLine line_of(const Candidate& candidate) {
  const Checked& checked = candidate.verified.checked;
  LedgerLine line{.sequence = 0,
                  .day = candidate.day,
                  .folder = {},
                  .manifest = base::sha256(*bytes_named(candidate.files, kManifest)),
                  .signature = base::sha256(*bytes_named(candidate.files, kSignature)),
                  .files = hash_of_files(candidate.files),
                  .principal = checked.signer.principal,
                  .key = fingerprint(*checked.signature.key),
                  .before = {}};
  line.folder = folder_name(line, checked.manifest.machine);
  return line;
}

void require_place(const LedgerLine& line, const fs::path& place,
                   const std::vector<LedgerLine>& lines) {
  if (!lines.empty() && line.day < lines.back().day) {
    throw Error(Exit::bad, fmt::format("earlier-day: today is {}, and the last line of the ledger "
                                       "is of {}",
                                       line.day, lines.back().day))
        .hint("set this machine's clock");
  }
  std::error_code fault;
  if (fs::exists(fs::symlink_status(place, fault)) ||
      std::ranges::find(lines, line.folder, &LedgerLine::folder) != lines.end()) {
    throw Error(Exit::bad, fmt::format("colliding-folder: {} is there already, and it is not this "
                                       "submission",
                                       place.string()))
        .hint("what is there stays; assay results check says whether it has a line in the ledger");
  }
}

void write_files(const std::vector<SubmissionFile>& files, const fs::path& folder) {
  std::set<fs::path> folders{folder};
  for (const SubmissionFile& file : files) {
    sys::write_whole(folder / file.name, file.bytes);
    for (fs::path in = fs::path(file.name).parent_path(); !in.empty(); in = in.parent_path()) {
      folders.insert(folder / in);
    }
  }
  for (const fs::path& each : folders) sync_or_throw(each);
}

// For whoever writes or removes there: a link would lead elsewhere.
sys::FileLock lock_own(const fs::path& results) {
  if (!has_own_submissions(results)) {
    throw Error(Exit::bad, fmt::format("not-a-folder: {} is a link or a file, and not a folder",
                                       submissions_path(results).string()))
        .hint("take it back from git");
  }
  return sys::FileLock(results / ".lock");
}

}  // namespace

void finish_killed_import(const fs::path& results) {
  std::error_code fault;
  if (!fs::exists(fs::symlink_status(submissions_path(results), fault))) return;
  const sys::FileLock lock = lock_own(results);
  settle(results, sound_lines(ledger_text(results)));
}

StoredEntry store(const Candidate& candidate, const fs::path& results) {
  base::ensure(is_accepted(candidate.verified.checked), "only what was accepted is stored");
  const sys::FileLock lock = lock_own(results);
  const std::string ledger = ledger_text(results);
  std::vector<LedgerLine> lines = sound_lines(ledger);
  settle(results, lines);
  const LedgerLine line = line_of(candidate);
  const auto same = std::ranges::find(lines, line.manifest, &LedgerLine::manifest);
  if (same != lines.end()) return {.line = *same, .is_new = false};
  const fs::path place = submissions_path(results) / line.folder;
  require_place(line, place, lines);
  write_files(candidate.files, unfinished_path(place));
  sync_or_throw(submissions_path(results));
  sync_or_throw(results);
  const std::string longer = with_line(ledger, line);
  lines = sound_lines(longer);
  sys::write_whole(ledger_path(results), longer);
  settle(results, lines);
  return {.line = lines.back(), .is_new = true};
}

}  // namespace assay::submit
