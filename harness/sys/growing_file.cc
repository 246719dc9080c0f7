// SPDX-License-Identifier: Apache-2.0
#include "sys/growing_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "sys/descriptor.h"
#include "sys/fault.h"

namespace assay::sys {

namespace fs = std::filesystem;

std::optional<std::string> read_part(const fs::path& path, std::uint64_t at, std::size_t most) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  struct stat status{};
  if (!file.good() || fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return std::nullopt;
  }
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (at >= size) return std::string();
  std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(most, size - at)), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = pread(file.number(), bytes.data() + done, bytes.size() - done,
                              static_cast<off_t>(at + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

void append_bytes(const fs::path& path, std::string_view bytes) {
  Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  if (!file.good()) throw cannot("open", path, errno);
  int fault = 0;
  while (!bytes.empty() && fault == 0) {
    const ssize_t written = write(file.number(), bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      fault = errno;
    }
  }
  if (file.close() != 0 && fault == 0) fault = errno;
  if (fault != 0) throw cannot("write", path, fault);
}

}  // namespace assay::sys
