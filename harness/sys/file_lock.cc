// SPDX-License-Identifier: Apache-2.0
#include "sys/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>

#include "sys/fault.h"
#include "sys/interrupt.h"

namespace assay::sys {

namespace fs = std::filesystem;

FileLock::FileLock(const fs::path& path) {
  // What keeps it from being made is told by open, which then fails.
  std::error_code ignored;
  fs::create_directories(path.parent_path(), ignored);
  file_ = Descriptor(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file_.good()) throw cannot("open", path, errno);
  // Asked again and again: a blocking flock would not see Ctrl-C that comes just before it.
  while (flock(file_.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) throw cannot("lock", path, errno);
    stop_if_interrupted();
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

std::optional<FileLock> FileLock::if_free(const fs::path& path) {
  FileLock lock;
  lock.file_ = Descriptor(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!lock.file_.good() || flock(lock.file_.number(), LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  return lock;
}

}  // namespace assay::sys
