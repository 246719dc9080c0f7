// SPDX-License-Identifier: Apache-2.0
#include "sys/laid_out.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "sys/fault.h"
#include "sys/files.h"

namespace assay::sys {

namespace fs = std::filesystem;

bool make_new_folder(const fs::path& folder) {
  std::error_code fault;
  const bool made = fs::create_directory(folder, fault);
  if (fault && fault != std::errc::file_exists) throw cannot("make folder", folder, fault.value());
  return made;
}

void link_or_copy(const fs::path& from, const fs::path& to) {
  constexpr int kMostTries = 100;
  std::error_code unknown;
  int fault = ENOENT;
  // A file that is replaced in this moment has no name left, and its successor has.
  for (int tries = 0; fault == ENOENT && tries < kMostTries; ++tries) {
    if (link(from.c_str(), to.c_str()) == 0) return;
    fault = errno;
    if (!fs::exists(from, unknown)) break;
  }
  if (fault == EEXIST || fault == ENOENT || fault == ENOSPC) throw cannot("make", to, fault);
  sys::copy_file(from, to);
}

void make_read_only(const fs::path& path, bool executable) {
  if (chmod(path.c_str(), executable ? 0555 : 0444) != 0) throw cannot("protect", path, errno);
}

}  // namespace assay::sys
