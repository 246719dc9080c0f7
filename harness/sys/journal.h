// SPDX-License-Identifier: Apache-2.0
// An append-only file of lines, each on the disk before append() returns, so that a run that is
// killed loses nothing it finished. A torn last line is dropped when reading.
#pragma once

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"

namespace assay::sys {

class Journal {
 public:
  // Opens or creates; holds an exclusive lock as long as it lives. Throws Error(missing) when it
  // can't, or when another process holds it.
  explicit Journal(const std::filesystem::path& path);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // Complete lines that were there when it was opened.
  const std::vector<std::string>& lines() const { return lines_; }

  // One line without "\n". Safe from several threads. Throws Error(missing) when the disk is full.
  void append(std::string_view line);

  // Removes the file: what it held has been written elsewhere.
  void remove();

 private:
  std::filesystem::path path_;
  std::vector<std::string> lines_;
  std::mutex mutex_;
  int descriptor_ = -1;
};

}  // namespace assay::sys
