// SPDX-License-Identifier: Apache-2.0
#include "sys/machine_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cerrno>
#include <filesystem>

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/family.h"
#include "sys/fault.h"
#include "sys/files.h"
#include "sys/interrupt.h"

namespace assay::sys {
namespace {

namespace fs = std::filesystem;

constexpr base::Bytes kMost{1u << 20};

std::string text_of(const fs::path& path) {
  try {
    return read_file(path, kMost);
  } catch (const base::Error& error) {
    if (error.exit() == base::Exit::interrupted) throw;
    return {};
  }
}

std::string user_name(uid_t user) {
  const std::string wanted = std::to_string(user);
  for (const std::string& line : base::split(text_of("/etc/passwd"), '\n')) {
    const auto fields = base::split(line, ':');
    if (fields.size() > 2 && fields[2] == wanted) return base::printable(fields[0]);
  }
  return wanted;
}

// 0 where nobody is known. A line is "3: FLOCK  ADVISORY  WRITE 4711 fe:00:2 0 EOF".
pid_t holder_of(const Descriptor& file) {
  struct stat status{};
  if (fstat(file.number(), &status) != 0) return 0;
  const std::string place =
      fmt::format(" {:02x}:{:02x}:{} ", major(status.st_dev), minor(status.st_dev), status.st_ino);
  for (const std::string& line : base::split(text_of("/proc/locks"), '\n')) {
    const std::size_t at = line.find(place);
    if (at == std::string::npos || line.find(" FLOCK ") == std::string::npos) continue;
    const std::size_t begin = line.rfind(' ', at - 1) + 1;
    return static_cast<pid_t>(base::to_uint64(line.substr(begin, at - begin)).value_or(0));
  }
  return 0;
}

std::string holder_text(const Descriptor& file) {
  const pid_t holder = holder_of(file);
  if (holder <= 0) return "another process";
  const std::string folder = fmt::format("/proc/{}", holder);
  struct stat status{};
  const std::string comm = text_of(folder + "/comm");
  const std::string name(base::trim(comm));
  if (name.empty() || stat(folder.c_str(), &status) != 0) return fmt::format("process {}", holder);
  return fmt::format("{} (process {}) of user {}", base::printable(name), holder,
                     user_name(status.st_uid));
}

// A root folder on another machine's disk (NFS) takes no such lock: then /proc, which is this
// kernel's own.
Descriptor lockable() {
  for (const char* path : {"/", "/proc"}) {
    Descriptor file(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!file.good()) continue;
    if (flock(file.number(), LOCK_SH | LOCK_NB) == 0 || errno == EWOULDBLOCK) {
      flock(file.number(), LOCK_UN);
      return file;
    }
  }
  throw cannot("lock", "/", errno);
}

}  // namespace

MachineLock::MachineLock(std::chrono::seconds patience, const Waiting& waiting)
    : root_(lockable()) {
  const auto begin = monotonic_now();
  std::string told;
  while (flock(root_.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) throw cannot("lock", "/", errno);
    stop_if_interrupted();
    const std::string whom = holder_text(root_);
    if (monotonic_now() - begin >= patience) {
      throw base::Error(base::Exit::missing,
                        fmt::format("this machine is measuring already: {}", whom))
          .hint("two measurements at once disturb each other: try again later, or --wait longer");
    }
    if (whom != told) waiting(whom);
    told = whom;
    rest(std::chrono::milliseconds(500));
  }
}

}  // namespace assay::sys
