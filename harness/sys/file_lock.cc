// SPDX-License-Identifier: Apache-2.0
#include "sys/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <system_error>

#include "sys/fault.h"
#include "sys/interrupt.h"

namespace assay::sys {

namespace fs = std::filesystem;

namespace {

Descriptor open_file(const fs::path& path) {
  // A link could have it made elsewhere.
  return Descriptor(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
}

}  // namespace

FileLock::FileLock(const fs::path& path) {
  // Asked again and again: a blocking flock would not see Ctrl-C that comes just before it.
  for (;;) {
    if (!file_.good()) {
      // What keeps it from being made is told by open, which then fails.
      std::error_code ignored;
      fs::create_directories(path.parent_path(), ignored);
      file_ = open_file(path);
      if (!file_.good()) throw cannot("open", path, errno);
    }
    if (flock(file_.number(), LOCK_EX | LOCK_NB) == 0) {
      if (is_file_of(file_, path)) return;
      file_.close();
      continue;
    }
    if (errno != EWOULDBLOCK && errno != EINTR) throw cannot("lock", path, errno);
    stop_if_interrupted();
    rest(std::chrono::milliseconds(100));
  }
}

std::optional<FileLock> FileLock::if_free(const fs::path& path) {
  FileLock lock;
  lock.file_ = open_file(path);
  if (!lock.file_.good() || flock(lock.file_.number(), LOCK_EX | LOCK_NB) != 0 ||
      !is_file_of(lock.file_, path)) {
    return std::nullopt;
  }
  return lock;
}

bool is_file_of(const Descriptor& open, const fs::path& path) {
  struct stat opened{}, named{};
  return fstat(open.number(), &opened) == 0 && stat(path.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

}  // namespace assay::sys
