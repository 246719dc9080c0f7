// SPDX-License-Identifier: Apache-2.0
#include "submit/entries.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/sha256.h"
#include "base/text.h"
#include "judge/round_checks.h"
#include "record/record_json.h"
#include "submit/parcels.h"
#include "submit/round_files.h"
#include "submit/submission.h"
#include "sys/files.h"

namespace assay::submit {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;
using base::Outcome;

// The walk through one folder.
class StoredReader {
 public:
  explicit StoredReader(const fs::path& folder) : folder_(folder) {}

  StoredFiles read() {
    std::error_code fault;
    const fs::file_status status = fs::symlink_status(folder_, fault);
    if (!fs::exists(status)) {
      add("no-folder", "there is no such folder");
    } else if (!fs::is_directory(status)) {
      add("not-a-folder", "it is a link or a file, and not a folder");
    } else {
      walk();
    }
    std::ranges::sort(stored_.files, {}, &SubmissionFile::name);
    return std::move(stored_);
  }

 private:
  void add(const char* code, std::string sentence) {
    stored_.faults.push_back(Outcome::failed(code, std::move(sentence)));
  }

  void walk() {
    std::error_code fault;
    std::size_t entries = 0;
    for (fs::recursive_directory_iterator entry(folder_, fault), end; !fault && entry != end;
         entry.increment(fault)) {
      if (++entries > kEntryLimit) {
        return add("too-many-files", fmt::format("it holds more than {} files", kEntryLimit));
      }
      take(*entry);
    }
    if (fault) add("unreadable", "it cannot be read: " + fault.message());
  }

  void take(const fs::directory_entry& entry) {
    std::error_code fault;
    const std::string name = entry.path().lexically_relative(folder_).generic_string();
    const fs::file_status status = entry.symlink_status(fault);
    if (fs::is_directory(status)) {
      if (fs::is_empty(entry.path(), fault)) {
        add("empty-folder", fmt::format("{} is an empty folder", shown(name)));
      }
    } else if (!fs::is_regular_file(status)) {
      add("not-a-file", fmt::format("{} is a link or a device, and not a file", shown(name)));
    } else {
      read_one(entry.path(), name);
    }
  }

  void read_one(const fs::path& path, const std::string& name) {
    try {
      const base::Bytes most{std::min(kFileLimit.value, left_)};
      stored_.files.push_back({name, sys::read_child_file(path, most)});
      left_ -= stored_.files.back().bytes.size();
    } catch (const Error& error) {
      if (error.exit() == Exit::interrupted) throw;
      add("unreadable", fmt::format("{}: {}", shown(name), error.what()));
    }
  }

  const fs::path& folder_;
  StoredFiles stored_;
  std::uint64_t left_ = kUnpackedLimit.value;  // of what one submission may hold
};

Error entry_fault(const LedgerLine& line, std::string_view what) {
  return Error(Exit::bad, fmt::format("results/submissions/{}: {}", line.folder, what))
      .hint("assay results check names all that is wrong");
}

}  // namespace

fs::path ledger_path(const fs::path& results) { return results / "ledger"; }

fs::path submissions_path(const fs::path& results) { return results / "submissions"; }

bool has_own_submissions(const fs::path& results) {
  std::error_code fault;
  const fs::file_status status = fs::symlink_status(submissions_path(results), fault);
  return !fs::exists(status) || fs::is_directory(status);
}

std::string ledger_text(const fs::path& results) {
  std::error_code fault;
  const fs::path path = ledger_path(results);
  if (!fs::exists(fs::symlink_status(path, fault))) return {};
  return sys::read_child_file(path, kMostLedger);
}

std::vector<LedgerLine> sound_lines(std::string_view ledger) {
  auto [lines, faults] = read_ledger(ledger);
  if (faults.empty()) return std::move(lines);
  throw Error(Exit::bad, fmt::format("results/ledger: {} ({})", faults[0].what, faults[0].code))
      .hint("assay results check names all that is wrong");
}

Trust trust_in(const fs::path& results, const fs::path& signers, const fs::path& revocations) {
  const auto if_there = [&](const fs::path& given, const char* name) {
    if (!given.empty()) return given;
    std::error_code fault;
    const fs::path path = results / "trust" / name;
    const fs::file_status status = fs::symlink_status(path, fault);
    if (!fs::exists(status)) return fs::path();
    if (fs::is_regular_file(status)) return path;
    throw Error(Exit::usage, fmt::format("{} is not a regular file", path.string()))
        .hint("take it back from git");
  };
  Trust trust =
      read_trust(if_there(signers, "allowed_signers"), if_there(revocations, "revocations"));
  trust.rounds = read_rounds(results);
  return trust;
}

StoredFiles read_stored(const fs::path& folder) { return StoredReader(folder).read(); }

std::string hash_of_files(const std::vector<SubmissionFile>& files) {
  std::vector<ListedFile> list;
  for (const SubmissionFile& file : files) {
    list.push_back({.path = file.name, .sha256 = base::sha256(file.bytes)});
  }
  std::ranges::sort(list, {}, &ListedFile::path);
  return base::sha256(sums_of(list));
}

Entry read_entry(const fs::path& results, const Trust& trust, const LedgerLine& line) {
  Entry entry{.line = line,
              .folder = submissions_path(results) / line.folder,
              .manifest = {},
              .record = {},
              .division = {},
              .marks = {}};
  try {
    const std::string manifest = sys::read_child_file(entry.folder / kManifest, kFileLimit);
    if (base::sha256(manifest) != line.manifest) {
      throw Error(Exit::bad, "the manifest is not the one that was imported");
    }
    entry.manifest = read_manifest(manifest);
    const std::string record = sys::read_child_file(entry.folder / kRecord, kFileLimit);
    const auto listed = std::ranges::find(entry.manifest.files, kRecord, &ListedFile::path);
    if (listed == entry.manifest.files.end() || listed->sha256 != base::sha256(record)) {
      throw Error(Exit::bad, "the record is not the one that was signed");
    }
    entry.record = record::parse_record(record, kRecord);
    entry.division = judge::shown_division(entry.record, trust.rounds);
  } catch (const Error& error) {
    if (error.exit() == Exit::interrupted) throw;
    throw entry_fault(line, error.what());
  }
  if (const auto revoked = find_revocation(trust, line.key, line.day)) {
    entry.marks.push_back(*revoked);
  }
  return entry;
}

std::vector<Entry> read_entries(const fs::path& results) {
  const auto lines = sound_lines(ledger_text(results));
  if (lines.empty()) return {};
  const Trust trust = trust_in(results);
  std::vector<Entry> entries;
  for (const LedgerLine& line : lines) entries.push_back(read_entry(results, trust, line));
  return entries;
}

}  // namespace assay::submit
