// SPDX-License-Identifier: Apache-2.0
#include "sys/trees.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <string>
#include <system_error>
#include <thread>

#include "sys/descriptor.h"
#include "sys/fault.h"

namespace assay::sys {

namespace fs = std::filesystem;

void make_folder(const fs::path& folder) {
  std::error_code fault;
  fs::create_directories(folder, fault);
  if (fault) throw cannot("make folder", folder, fault.value());
  // An existing file of that name is not a fault for create_directories in every library.
  if (!fs::is_directory(folder, fault)) throw cannot("make folder", folder, ENOTDIR);
}

void remove_tree(const fs::path& path) {
  using namespace std::chrono_literals;
  std::error_code fault;
  // Compilers whose parent was killed come to their end, and may add a file just now.
  for (int tries = 0; tries < 200; ++tries) {
    fs::remove_all(path, fault);
    if (fault != std::errc::directory_not_empty) break;
    std::this_thread::sleep_for(10ms);
  }
  if (fault) throw cannot("remove", path, fault.value());
}

void remove_if_empty(const fs::path& folder) { static_cast<void>(rmdir(folder.c_str())); }

void copy_tree(const fs::path& from, const fs::path& to) {
  make_folder(to);
  std::error_code fault;
  fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::copy_symlinks, fault);
  if (fault) throw cannot("copy " + from.string() + " to", to, fault.value());
}

void make_link(const fs::path& target, const fs::path& link) {
  std::error_code fault;
  fs::create_symlink(target, link, fault);
  if (fault) throw cannot("make link", link, fault.value());
}

void rename_folder(const fs::path& from, const fs::path& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) {
    throw cannot("rename " + from.string() + " to", to, errno);
  }
}

void mark_used(const fs::path& path) {
  std::error_code fault;
  fs::last_write_time(path, fs::file_time_type::clock::now(), fault);
  if (fault) throw cannot("set the time of", path, fault.value());
}

int sync_folder(const fs::path& folder) {
  const Descriptor descriptor(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.good()) return errno;
  // EINVAL: a file system that has no such thing for folders.
  return fsync(descriptor.number()) == 0 || errno == EINVAL ? 0 : errno;
}

}  // namespace assay::sys
