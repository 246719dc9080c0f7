// SPDX-License-Identifier: Apache-2.0
#include "reach/kept_run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <system_error>
#include <utility>

#include "base/ensure.h"
#include "base/error.h"
#include "base/text.h"
#include "reach/protocol.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/growing_file.h"
#include "sys/trees.h"
#include "work/gate_kit.h"

namespace assay::reach {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

constexpr base::Bytes kMostName{200};
constexpr const char* kLock = "lock";
constexpr const char* kRun = "run";                 // has its name, until it is over
constexpr const char* kBrought = "brought";         // is there when the record is
constexpr std::chrono::hours kKeptHere{7 * 24};     // as long as at the place
constexpr std::uint64_t kMostFinished = 64u << 20;  // bytes

sys::FileLock locked(const fs::path& folder) {
  sys::make_folder(folder);
  auto lock = sys::FileLock::if_free(folder / kLock);
  if (lock) return *std::move(lock);
  throw Error(Exit::missing, fmt::format("another process has the run in {}", folder.string()))
      .hint("wait for its end or stop it");
}

// Known by no one else: the day for people, and a hash of what differs for every run.
std::string fresh_name(const fs::path& folder) {
  const std::string now = sys::utc_now();
  const std::string own =
      fmt::format("{} {} {} {}", now, sys::monotonic_now().count(), getpid(), folder.string());
  return fmt::format("{}{}{}-{}", now.substr(0, 4), now.substr(5, 2), now.substr(8, 2),
                     base::sha256(own).substr(0, 16));
}

void finish_in(const fs::path& folder) {
  sys::remove_tree(folder / kRun);
  sys::remove_tree(folder / kBrought);
}

void count_line(std::string_view bytes, std::uint64_t& line) {
  const std::size_t last = bytes.rfind('\n');
  line = last == std::string_view::npos ? line + bytes.size() : bytes.size() - last - 1;
}

// The longest line that ends or goes on in these bytes.
std::uint64_t longest_line(std::string_view bytes, std::uint64_t before) {
  std::uint64_t longest = 0;
  for (std::size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
    longest = std::max(longest, before + end);
    before = 0;
    bytes.remove_prefix(end + 1);
  }
  return std::max<std::uint64_t>(longest, before + bytes.size());
}

// The newest first.
std::multimap<fs::file_time_type, fs::path, std::greater<>> by_last_asked(const fs::path& folder) {
  std::multimap<fs::file_time_type, fs::path, std::greater<>> all;
  std::error_code fault;
  for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    std::error_code other;  // of what is none of ours, or was removed just now
    const auto asked = fs::last_write_time(entry->path() / kLock, other);
    if (!other) all.emplace(asked, entry->path());
  }
  return all;
}

}  // namespace

KeptRun::KeptRun(fs::path folder, KeptLimits limits, std::string_view question)
    : folder_(std::move(folder)), limits_(limits), lock_(locked(folder_)) {
  sys::mark_used(folder_ / kLock);
  name_ = base::trim(sys::read_start(folder_ / kRun, kMostName));
  known_before_ = is_run_name(name_);
  if (!known_before_) {
    finish_in(folder_);
    for (const std::string_view followed : kFollowed) sys::remove_tree(file(followed));
    name_ = fresh_name(folder_);
    if (!question.empty()) sys::write_whole(folder_ / work::kKitQuestion, question);
    sys::write_whole(folder_ / kRun, name_ + "\n");
  }
  for (std::size_t i = 0; i < kFollowed.size(); ++i) read_file(i);
}

fs::path KeptRun::file(std::string_view followed) const {
  if (followed == "log") return folder_ / "log";
  return folder_ / fmt::format("{}.{}", followed, followed == "record" ? "json" : "jsonl");
}

std::uint64_t KeptRun::journalled() const {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kFollowed.size(); ++i) {
    if (kFollowed[i].starts_with("session")) sum += files_[i].size;
  }
  return sum;
}

std::vector<JournalListing> KeptRun::journals() const {
  std::vector<JournalListing> all;
  for (std::size_t i = 0; i < kFollowed.size(); ++i) {
    if (!kFollowed[i].starts_with("session") || files_[i].size == 0) continue;
    all.push_back({.name = std::string(kFollowed[i]),
                   .sha256 = files_[i].hash.text(),
                   .size = files_[i].size});
  }
  return all;
}

base::Json KeptRun::known() const {
  base::Json all{base::Json::Object{}};
  for (std::size_t i = 0; i < kFollowed.size(); ++i) {
    all.set(std::string(kFollowed[i]),
            base::Json(base::Json::Object{{"at", base::Json(files_[i].size)},
                                          {"sha256", files_[i].hash.text()}}));
  }
  return all;
}

bool KeptRun::add(const FilePart& part) {
  const auto found = std::ranges::find(kFollowed, std::string_view(part.name));
  if (found == kFollowed.end()) return false;
  File& own = files_[static_cast<std::size_t>(found - kFollowed.begin())];
  base::Sha256 hash = own.hash;
  hash.add(part.bytes);
  if (part.at != own.size || part.bytes.empty() || hash.text() != part.sha256) return false;
  if (part.name.starts_with("session") && longest_line(part.bytes, own.line) > limits_.line.value) {
    throw Error(Exit::missing, fmt::format("a line of its journal is larger than {}",
                                           base::to_text(limits_.line)));
  }
  if (part.name == "record" && own.size + part.bytes.size() > limits_.record.value) {
    throw Error(Exit::missing,
                fmt::format("its record is larger than {}", base::to_text(limits_.record)));
  }
  std::uint64_t total = part.bytes.size();
  for (const File& each : files_) total += each.size;
  if (total > limits_.total.value) {
    throw Error(Exit::missing,
                fmt::format("its results are larger than {}", base::to_text(limits_.total)));
  }
  sys::append_bytes(file(part.name), part.bytes);
  own.hash = hash;
  own.size += part.bytes.size();
  count_line(part.bytes, own.line);
  return true;
}

void KeptRun::forget(std::string_view followed) {
  const std::size_t index = index_of(followed);
  sys::remove_tree(file(followed));
  files_[index] = {};
}

void KeptRun::mark_brought() { sys::write_whole(folder_ / kBrought, ""); }

bool KeptRun::is_brought() const {
  std::error_code fault;
  return known_before_ && fs::exists(folder_ / kBrought, fault);
}

void KeptRun::finish() { finish_in(folder_); }

void KeptRun::read_file(std::size_t index) {
  File own;
  for (;;) {
    const auto part = sys::read_part(file(kFollowed[index]), own.size, std::size_t{256} << 10);
    if (!part || part->empty()) break;
    own.hash.add(*part);
    own.size += part->size();
    count_line(*part, own.line);
  }
  files_[index] = own;
}

std::size_t KeptRun::index_of(std::string_view followed) const {
  const auto found = std::ranges::find(kFollowed, followed);
  base::ensure(found != kFollowed.end(), "what is followed has a name");
  return static_cast<std::size_t>(found - kFollowed.begin());
}

void finish_kept(const fs::path& folder) {
  if (const auto lock = sys::FileLock::if_free(folder / kLock)) finish_in(folder);
}

std::optional<std::string> question_kept(const fs::path& folder) {
  std::error_code fault;
  if (!fs::exists(folder / kRun, fault) || !fs::exists(folder / work::kKitQuestion, fault))
    return {};
  return sys::read_file(folder / work::kKitQuestion, work::kMostQuestion);
}

void tidy_kept_runs(const fs::path& folder) {
  const auto now = fs::file_time_type::clock::now();
  std::uint64_t finished = 0;
  for (const auto& [asked, path] : by_last_asked(folder)) {
    std::error_code fault;
    const bool is_finished = !fs::exists(path / kRun, fault);
    if (is_finished) finished += sys::folder_size(path).value;
    const bool too_much = is_finished && finished > kMostFinished;
    if (!too_much && now - asked <= kKeptHere) continue;
    if (const auto lock = sys::FileLock::if_free(path / kLock)) sys::remove_tree(path);
  }
}

}  // namespace assay::reach
