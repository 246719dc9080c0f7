// SPDX-License-Identifier: Apache-2.0
// The one way to make a folder that is kept for the next time: it appears whole or not at all, and
// one process makes it while the others wait. It is filled beside its place under a name that ends
// in ".unfinished", reaches the disk, and is renamed into place; so what is in place is whole.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>

#include "sys/file_lock.h"

namespace assay::sys {

//   KeptFolder kept(place);
//   if (kept.found()) return;
//   fill(kept.unfinished());
//   kept.keep();
//
// A kill at any moment leaves the place as it was, empty, or as it is to be. What a killed process
// left beside the place, or beside others in the same parent folder, is removed by the next one.
class KeptFolder {
 public:
  // `is_current` looks at the place: is what is there what is wanted? Without it, any folder there
  // is. Asked again once no other process makes the same folder. Throws as FileLock and
  // make_folder.
  explicit KeptFolder(std::filesystem::path place, const std::function<bool()>& is_current = {});
  // Removes what was filled and not kept.
  ~KeptFolder();
  KeptFolder(const KeptFolder&) = delete;
  KeptFolder& operator=(const KeptFolder&) = delete;

  bool found() const { return found_; }                                    // nothing to do
  const std::filesystem::path& unfinished() const { return unfinished_; }  // empty at first

  // Renames what was filled into place; what was there before is removed. Throws Error(missing)
  // when it can't be written; then the place is as it was.
  void keep();

 private:
  void look(const std::function<bool()>& is_current);

  std::filesystem::path place_, unfinished_;
  std::optional<FileLock> lock_;  // from the look that found nothing to the end
  bool found_ = false;
};

// Removes a folder that nobody uses: at no moment a part of it is at its place. What a kill leaves
// ends in ".outdated".
void drop_kept_folder(const std::filesystem::path& place);

// Since a folder was marked as used, for the next function.
constexpr std::chrono::hours kKeptUnused{14 * 24};

// The cache stays bounded: removes the folders in `all` that were not marked as used (mark_used)
// for so long, and what a killed process left of one; their own names have no ending. The caller
// keeps others from finding one meanwhile, by a lock of its own.
void drop_unused(const std::filesystem::path& all);

}  // namespace assay::sys
