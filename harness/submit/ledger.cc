// SPDX-License-Identifier: Apache-2.0
#include "submit/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/sha256.h"
#include "base/text.h"
#include "record/text_form.h"
#include "submit/allowed_signers.h"
#include "submit/ssh_key.h"

namespace assay::submit {
namespace {

using base::Error;
using base::Exit;

constexpr std::string_view kLedgerHead = "assay-ledger 1";
constexpr std::string_view kFolderLetters = "abcdefghijklmnopqrstuvwxyz0123456789-";
constexpr std::size_t kLedgerWords = 9, kHashDigits = 12, kLongestFolder = 200;
constexpr const char* kLedgerFromGit = "take it back from git: only assay import adds lines";

std::string hash_of_line(std::string_view line) { return base::sha256(std::string(line) + '\n'); }

std::string text_of_line(const LedgerLine& line) {
  return fmt::format("{} {} {} {} {} {} {} {} {}", line.sequence, line.day, line.folder,
                     line.manifest, line.signature, line.files, line.principal, line.key,
                     line.before);
}

Error bad_line(const char* why) { return Error(Exit::bad, why); }

LedgerLine parse_ledger_line(std::string_view text) {
  const std::vector<std::string> words = base::split(text, ' ');
  if (words.size() != kLedgerWords) throw bad_line("it does not have nine words");
  LedgerLine line{.sequence = 0,
                  .day = words[1],
                  .folder = words[2],
                  .manifest = words[3],
                  .signature = words[4],
                  .files = words[5],
                  .principal = words[6],
                  .key = words[7],
                  .before = words[8]};
  std::from_chars(words[0].data(), words[0].data() + words[0].size(), line.sequence);
  if (!record::kDay.fits(line.day)) throw bad_line("its second word is not a day");
  if (line.folder.empty() || line.folder.size() > kLongestFolder ||
      line.folder.find_first_not_of(kFolderLetters) != std::string::npos) {
    throw bad_line("its third word is not the name of a folder");
  }
  for (const auto* hash : {&line.manifest, &line.signature, &line.files, &line.before}) {
    if (!record::kSha256.fits(*hash)) throw bad_line("it lacks a SHA-256");
  }
  if (!principal_problem(line.principal).empty()) throw bad_line("it names no principal");
  if (!is_fingerprint(line.key)) throw bad_line("it names no key");
  // Also against leading zeros and more than one blank.
  if (text_of_line(line) != text) throw bad_line("it is not written as assay import writes it");
  return line;
}

// Of a text that ends with one.
std::string_view last_line(std::string_view text) {
  text.remove_suffix(1);
  return text.substr(text.rfind('\n') + 1);
}

// Line by line, with what has to hold between them.
class LedgerReader {
 public:
  void read(std::string_view text) {
    const std::size_t number = ++lines_;
    const std::string expected = std::exchange(before_, hash_of_line(text));
    LedgerLine line;
    try {
      line = parse_ledger_line(text);
    } catch (const Error& error) {
      return add("bad-line", number, error.what());
    }
    if (line.sequence != number) {
      add("wrong-sequence", number, fmt::format("it says that it is line {}", line.sequence));
    }
    if (line.before != expected) {
      add("broken-chain", number, "the line before is not the one that it was written after");
    }
    if (line.day < day_) {
      add("earlier-day", number, fmt::format("{} is before {}, the day before it", line.day, day_));
    }
    if (!folders_.insert(line.folder).second) {
      add("second-folder", number, fmt::format("{} has a line already", line.folder));
    }
    if (!manifests_.insert(line.manifest).second) {
      add("second-manifest", number, "the same manifest has a line already");
    }
    day_ = line.day;
    ledger_.lines.push_back(std::move(line));
  }

  void add(const char* code, std::size_t number, std::string_view what) {
    ledger_.faults.push_back({.code = code,
                              .where = "ledger",
                              .what = fmt::format("entry {}: {}", number, what),
                              .next = kLedgerFromGit});
  }

  Ledger take() { return std::move(ledger_); }

 private:
  Ledger ledger_;
  std::size_t lines_ = 0;
  std::string before_ = hash_of_line(kLedgerHead), day_;
  std::set<std::string> folders_, manifests_;
};

}  // namespace

base::Json json_of(const std::vector<Finding>& findings) {
  base::Json all{base::Json::Array{}};
  for (const auto& [code, where, what, next] : findings) {
    base::Json one;
    one.set("code", code).set("where", where).set("what", what).set("next", next);
    all.push(std::move(one));
  }
  return all;
}

Ledger read_ledger(std::string_view text) {
  if (text.empty()) return {};
  LedgerReader reader;
  std::vector<std::string_view> lines = base::ended_lines(text);
  if (lines.empty() || lines.front() != kLedgerHead) {
    Ledger ledger;
    ledger.faults.push_back({.code = "bad-ledger",
                             .where = "ledger",
                             .what = fmt::format("its first line is not \"{}\"", kLedgerHead),
                             .next = kLedgerFromGit});
    return ledger;
  }
  for (std::size_t at = 1; at < lines.size(); ++at) reader.read(lines[at]);
  if (!text.ends_with('\n')) {
    reader.add("torn-line", lines.size(), "the last line has no end: it was cut off");
  }
  return reader.take();
}

std::string with_line(std::string text, LedgerLine line) {
  line.sequence = 1;
  if (text.empty()) {
    text = fmt::format("{}\n", kLedgerHead);
  } else if (const auto last = last_line(text); last != kLedgerHead) {
    line.sequence = parse_ledger_line(last).sequence + 1;
  }
  line.before = hash_of_line(last_line(text));
  text += text_of_line(line) + '\n';
  return text;
}

std::string folder_name(const LedgerLine& line, std::string_view machine) {
  std::string signer = line.principal;
  std::ranges::replace_if(
      signer, [](char c) { return kFolderLetters.find(c) == std::string_view::npos; }, '-');
  return fmt::format("{}-{}-{}-{}", line.day, signer, machine,
                     line.manifest.substr(0, kHashDigits));
}

std::size_t first_changed_line(std::string_view older, std::string_view present) {
  if (present.starts_with(older) && (older.empty() || older.ends_with('\n'))) return 0;
  const auto [was, is] = std::ranges::mismatch(older, present);
  return 1 + static_cast<std::size_t>(std::count(older.begin(), was, '\n'));
}

}  // namespace assay::submit
