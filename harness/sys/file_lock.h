// SPDX-License-Identifier: Apache-2.0
// One process at a time in a folder that several could write: a locked file, held as long as the
// object lives. Waits for whoever holds it; a holder that dies lets go. It holds although the file
// was removed and made anew while it waited.
#pragma once

#include <filesystem>
#include <optional>

#include "sys/descriptor.h"

namespace assay::sys {

class FileLock {
 public:
  // Makes missing parent folders. Throws Error(missing) when the file can't be opened, and
  // Error(interrupted) on Ctrl-C while waiting.
  explicit FileLock(const std::filesystem::path& path);
  // Without waiting. Nothing when somebody holds it, or the file can't be opened.
  static std::optional<FileLock> if_free(const std::filesystem::path& path);

 private:
  FileLock() = default;
  Descriptor file_;
};

// Is what is open the file of this name, or was that removed meanwhile?
bool is_file_of(const Descriptor& open, const std::filesystem::path& path);

}  // namespace assay::sys
