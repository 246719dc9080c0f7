// SPDX-License-Identifier: Apache-2.0
#include "sys/kept_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "sys/descriptor.h"
#include "sys/fault.h"
#include "sys/trees.h"

namespace assay::sys {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUnfinished = ".unfinished";
// While it is removed; also for a moment where two folders can't be exchanged.
constexpr std::string_view kOutdated = ".outdated";

fs::path with(const fs::path& place, std::string_view ending) {
  return place.string() + std::string(ending);
}

fs::path lock_of(const fs::path& place) { return with(place, ".lock"); }

void sweep(const fs::path& place) {
  remove_tree(with(place, kUnfinished));
  remove_tree(with(place, kOutdated));
}

bool has_left_over(const fs::path& place) {
  std::error_code fault;
  return fs::exists(with(place, kUnfinished), fault) || fs::exists(with(place, kOutdated), fault);
}

// Unless a process is at it just now.
void sweep_if_free(const fs::path& place) {
  if (const auto lock = FileLock::if_free(lock_of(place))) sweep(place);
}

// What belongs to places that perhaps nobody asks for again.
void sweep_others(const fs::path& place) {
  std::error_code fault;
  std::vector<fs::path> others;
  for (fs::directory_iterator entry(place.parent_path(), fault), end; !fault && entry != end;
       entry.increment(fault)) {
    const auto& path = entry->path();
    if (path.extension() != kUnfinished && path.extension() != kOutdated) continue;
    others.push_back(path.parent_path() / path.stem());
  }
  for (const auto& other : others) {
    if (other != place) sweep_if_free(other);
  }
}

// All that was written reaches the disk. One call for the whole file system: for the 80,000 files
// of Linux's source fsync of each takes minutes, and this seconds. Kernels before 5.8 do not tell
// write errors here.
void sync_tree(const fs::path& folder) {
  const Descriptor descriptor(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.good() || syncfs(descriptor.number()) != 0) throw cannot("write", folder, errno);
}

// At no moment is the place empty, where the file system can exchange two names (ext4, xfs, btrfs
// and tmpfs can); elsewhere it is for the time of one call.
void replace(const fs::path& fresh, const fs::path& place) {
  if (renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, place.c_str(), RENAME_EXCHANGE) == 0) return;
  if (errno != EINVAL && errno != ENOSYS) {
    throw cannot("rename " + fresh.string() + " to", place, errno);
  }
  const fs::path outdated = with(place, kOutdated);
  rename_folder(place, outdated);
  try {
    rename_folder(fresh, place);
  } catch (const base::Error&) {
    std::rename(outdated.c_str(), place.c_str());
    throw;
  }
}

}  // namespace

KeptFolder::KeptFolder(fs::path place, const std::function<bool()>& is_current)
    : place_(std::move(place)), unfinished_(with(place_, kUnfinished)) {
  look(is_current);
  if (found_) {
    if (has_left_over(place_)) sweep_if_free(place_);
    return;
  }
  lock_.emplace(lock_of(place_));
  sweep(place_);
  look(is_current);  // another process may have been faster
  if (found_) {
    lock_.reset();
    return;
  }
  sweep_others(place_);
  make_folder(unfinished_);
}

KeptFolder::~KeptFolder() {
  std::error_code ignored;
  if (lock_) fs::remove_all(unfinished_, ignored);
}

void KeptFolder::look(const std::function<bool()>& is_current) {
  std::error_code fault;
  found_ = is_current ? is_current() : fs::is_directory(place_, fault);
}

void KeptFolder::keep() {
  sync_tree(unfinished_);
  std::error_code fault;
  if (fs::exists(fs::symlink_status(place_, fault))) {
    replace(unfinished_, place_);
  } else {
    rename_folder(unfinished_, place_);
  }
  if (const int failed = sync_folder(place_.parent_path())) {
    throw cannot("write", place_.parent_path(), failed);
  }
  sweep(place_);
  lock_.reset();
}

void drop_kept_folder(const fs::path& place) {
  const fs::path outdated = with(place, kOutdated);
  remove_tree(outdated);
  rename_folder(place, outdated);
  remove_tree(outdated);
}

void drop_unused(const fs::path& all) {
  const auto now = fs::file_time_type::clock::now();
  std::vector<fs::path> left, old;
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(all, fault)) {
    std::error_code unknown;
    if (!entry.is_directory(unknown)) continue;
    const auto used = entry.last_write_time(unknown);
    if (entry.path().has_extension()) {
      left.push_back(entry.path());
    } else if (!unknown && now - used > kKeptUnused) {
      old.push_back(entry.path());
    }
  }
  for (const auto& folder : left) remove_tree(folder);
  for (const auto& folder : old) drop_kept_folder(folder);
}

}  // namespace assay::sys
