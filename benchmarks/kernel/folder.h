// SPDX-License-Identifier: Apache-2.0
// A temporary folder of the benchmark's own, in $TMPDIR or /tmp, removed with all that is in it.
// Calls go through its descriptor: what a name costs then does not depend on where the folder is.
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor.h"

namespace assay {

// In the order of their bytes, without "." and "..".
inline std::vector<std::string> names_in(int folder) {
  Descriptor again(checked(openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), "openat"));
  DIR* const entries = fdopendir(again);
  if (entries == nullptr) fail("fdopendir");
  again.release();  // closedir closes it
  std::vector<std::string> names;
  while (const dirent* const entry = readdir(entries)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  closedir(entries);
  std::ranges::sort(names);
  return names;
}

inline std::string place_of_temporary_folders() {
  const char* const given = std::getenv("TMPDIR");
  return given != nullptr && *given != 0 ? given : "/tmp";
}

class Folder {
 public:
  Folder() {
    path_ = place_of_temporary_folders() + "/assay-kernel-XXXXXX";
    if (mkdtemp(path_.data()) == nullptr) throw Missing("the temporary folder " + path_, errno);
    descriptor_ = Descriptor(open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor_ >= 0) return;
    rmdir(path_.c_str());
    fail("open");
  }
  ~Folder() {
    if (DIR* const entries = opendir(path_.c_str())) {
      while (const dirent* const entry = readdir(entries)) {
        unlinkat(descriptor_, entry->d_name, 0);  // fails for "." and ".."
      }
      closedir(entries);
    }
    rmdir(path_.c_str());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  int at() const { return descriptor_; }
  const std::string& path() const { return path_; }

  Descriptor file(const char* name, std::span<const std::uint8_t> content = {}) const {
    constexpr int kFlags = O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC;
    Descriptor made(checked(openat(descriptor_, name, kFlags, 0600), "openat"));
    write_all(made, content);
    return made;
  }

 private:
  std::string path_;
  Descriptor descriptor_;
};

}  // namespace assay
