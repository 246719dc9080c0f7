// SPDX-License-Identifier: Apache-2.0
#include "reach/housekeeping.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "reach/protocol.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/trees.h"

namespace assay::reach {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;

constexpr base::Bytes kMostStored{std::uint64_t{512} << 20};
constexpr hours kKept{7 * 24};
constexpr hours kKeptPart{1};  // of an upload
constexpr base::Bytes kMostRead{1u << 20};
constexpr std::string_view kProgram = "assay-kit-";

std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> all;
  std::error_code fault;
  for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    all.push_back(entry->path());
  }
  std::ranges::sort(all);
  return all;
}

bool is_older(const fs::path& path, hours age) {
  std::error_code fault;
  const auto used = fs::last_write_time(path, fault);
  return !fault && fs::file_time_type::clock::now() - used > age;
}

std::string label_of(const RunFolder& run) {
  try {
    const std::string text = sys::read_start(run.order(), kMostRead);
    return read_order(base::parse_json(text, run.order().string(), kMostRead)).label;
  } catch (const base::Error&) {
    return {};  // it was cut short before it began
  }
}

// What a line with this key says; the last one counts.
std::optional<bool> setting_of(std::string_view text, std::string_view key) {
  std::optional<bool> found;
  for (const std::string& line : base::split(text, '\n')) {
    const std::string_view trimmed = base::trim(line);
    if (!trimmed.starts_with(key)) continue;
    const std::string_view value = trimmed.substr(key.size());
    found = value == "yes" || value == "true" || value == "on" || value == "1";
  }
  return found;
}

}  // namespace

Housekeeping::Housekeeping(fs::path folder)
    : folder_(std::move(folder)), store_(folder_ / "store") {}

std::vector<LeftRun> Housekeeping::runs() const {
  std::vector<LeftRun> left;
  for (const fs::path& path : entries_of(folder_ / "runs")) {
    const std::string name = path.filename().string();
    if (!is_run_name(name)) continue;
    const RunFolder run(path);
    base::Bytes size = sys::folder_size(run.results());
    std::error_code fault;
    if (const auto log = fs::file_size(run.log(), fault); !fault) size.value += log;
    left.push_back({.name = name,
                    .state = run.state(),
                    .label = label_of(run),
                    .size = size,
                    .unasked = run.unasked().value_or(std::chrono::seconds{0})});
  }
  return left;
}

std::vector<fs::path> Housekeeping::programs() const {
  std::vector<fs::path> found = entries_of(folder_);
  std::erase_if(found, [](const fs::path& path) {
    const std::string name = path.filename().string();
    return !name.starts_with(kProgram) && !name.starts_with(".try");
  });
  return found;
}

base::Bytes Housekeeping::stored() const {
  base::Bytes sum = store_.size();
  for (const fs::path& program : programs()) {
    std::error_code fault;
    if (const auto size = fs::file_size(program, fault); !fault) sum.value += size;
  }
  return sum;
}

void Housekeeping::tidy() const {
  for (const LeftRun& left : runs()) {
    if (left.unasked > kKept) drop(run(left.name));
  }
  for (const fs::path& program : programs()) {
    const std::string name = program.filename().string();
    const bool whole = name.size() == kProgram.size() + 64 && name.starts_with(kProgram);
    if (is_older(program, whole ? kKept : kKeptPart)) sys::remove_tree(program);
  }
  store_.trim(kMostStored);
}

void Housekeeping::adopt_program() const {
  std::error_code fault;
  const fs::path self = fs::read_symlink("/proc/self/exe", fault);
  const std::string name = self.filename().string();
  if (fault || self.parent_path() != folder_ || !name.starts_with(kProgram)) return;
  const std::string hash = name.substr(kProgram.size());
  if (!is_sha256(hash)) return;
  store_.adopt({.sha256 = hash, .executable = true}, self);
  sys::mark_used(self);
}

bool Housekeeping::drop(const RunFolder& run) const {
  const RunState state = run.state();
  if (state == RunState::absent || state == RunState::running) return false;
  sys::remove_tree(run.path());
  return true;
}

std::uint64_t Housekeeping::clean() const {
  std::uint64_t removed = 0;
  for (const LeftRun& left : runs()) {
    // A home folder that several machines share: a run of another one looks rebooted from here.
    const bool may_be_elsewhere =
        left.state == RunState::rebooted && left.unasked < std::chrono::minutes(20);
    if (!may_be_elsewhere && drop(run(left.name))) ++removed;
  }
  for (const fs::path& program : programs()) sys::remove_tree(program);
  store_.clear();
  return removed;
}

bool ends_at_logout(const fs::path& root) {
  if (!sys::variable("XDG_SESSION_ID")) return false;  // logind does not know of this login
  std::vector<fs::path> files;
  for (const char* folder : {"usr/lib/systemd", "etc/systemd"}) {
    files.push_back(root / folder / "logind.conf");
    std::ranges::copy(entries_of(root / folder / "logind.conf.d"), std::back_inserter(files));
  }
  std::optional<bool> built_in, set;
  for (const fs::path& file : files) {
    const std::string text = sys::read_start(file, kMostRead);
    // systemd installs its file with each default in a comment: as it was built, yes or no.
    if (const auto said = setting_of(text, "#KillUserProcesses=")) built_in = said;
    if (const auto said = setting_of(text, "KillUserProcesses=")) set = said;
  }
  return set.value_or(built_in.value_or(false));
}

}  // namespace assay::reach
