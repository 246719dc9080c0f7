// SPDX-License-Identifier: Apache-2.0
#include "sys/file_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>

#include "base/error.h"
#include "sys/interrupt.h"

namespace assay::sys {
namespace {

base::Error cannot(const char* what, const std::filesystem::path& path) {
  return {base::Exit::missing, fmt::format("cannot {} {}: {}", what, path.string(),
                                           std::generic_category().message(errno))};
}

}  // namespace

FileLock::FileLock(const std::filesystem::path& path) {
  std::error_code fault;
  std::filesystem::create_directories(path.parent_path(), fault);
  file_ = Descriptor(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file_.good()) throw cannot("open", path);
  // Asked again and again: a blocking flock would not see Ctrl-C that comes just before it.
  while (flock(file_.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) throw cannot("lock", path);
    stop_if_interrupted();
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

}  // namespace assay::sys
