// SPDX-License-Identifier: Apache-2.0
#include "sys/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/ensure.h"
#include "base/error.h"
#include "base/text.h"
#include "sys/descriptor.h"
#include "sys/file_lock.h"
#include "sys/trees.h"

namespace assay::sys {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

Error journal_fault(std::string_view what, const fs::path& path, int fault) {
  Error error(Exit::missing, fmt::format("cannot {} {}: {}", what, path.string(),
                                         std::generic_category().message(fault)));
  if (fault == ENOSPC || fault == EDQUOT) error.hint("free some space; what was finished is kept");
  return error;
}

// The file, locked. Whoever held the lock before may have removed it while we waited: then anew.
Descriptor open_locked(const fs::path& path) {
  for (;;) {
    Descriptor descriptor(open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
    if (!descriptor.good()) throw journal_fault("open", path, errno);
    if (flock(descriptor.number(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EINTR) continue;
      if (errno != EWOULDBLOCK) throw journal_fault("lock", path, errno);
      throw Error(Exit::missing, fmt::format("another run is writing {}", path.string()))
          .hint("wait for its end or stop it");
    }
    if (is_file_of(descriptor, path)) return descriptor;
  }
}

constexpr std::size_t kLargest = std::size_t{1} << 30;

std::string read_all(int descriptor, const fs::path& path) {
  std::string bytes;
  for (;;) {
    if (bytes.size() > kLargest) throw journal_fault("read", path, EFBIG);
    char buffer[64 << 10];
    const ssize_t got = pread(descriptor, buffer, sizeof buffer, static_cast<off_t>(bytes.size()));
    if (got == 0) return bytes;
    if (got > 0) bytes.append(buffer, static_cast<std::size_t>(got));
    if (got < 0 && errno != EINTR) throw journal_fault("read", path, errno);
  }
}

void sync_folder_of(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (const int fault = sync_folder(folder)) throw journal_fault("keep", path, fault);
}

}  // namespace

Journal::Journal(const fs::path& path) : path_(path) {
  std::error_code fault;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), fault);
  if (fault) throw journal_fault("make folder", path.parent_path(), fault.value());
  Descriptor descriptor = open_locked(path);
  const std::string bytes = read_all(descriptor.number(), path);
  const std::size_t complete = bytes.rfind('\n') + 1;  // npos + 1 is 0
  if (complete != bytes.size()) {
    // Otherwise the next line would be glued to the torn one.
    if (ftruncate(descriptor.number(), static_cast<off_t>(complete)) != 0 ||
        fsync(descriptor.number()) != 0) {
      throw journal_fault("mend", path, errno);
    }
  }
  if (complete != 0) lines_ = base::split(std::string_view(bytes).substr(0, complete - 1), '\n');
  if (complete == 1) lines_ = {""};
  sync_folder_of(path);
  descriptor_ = descriptor.release();
}

Journal::~Journal() {
  if (descriptor_ >= 0) close(descriptor_);
}

void Journal::append(std::string_view line) {
  base::ensure(line.find('\n') == std::string_view::npos, "a journal's line is one line");
  const std::string bytes = std::string(line) + '\n';
  const std::lock_guard lock(mutex_);
  base::ensure(descriptor_ >= 0, "a removed journal gets no more lines");
  struct stat before{};
  if (fstat(descriptor_, &before) != 0) throw journal_fault("write", path_, errno);
  int fault = 0;
  for (std::size_t done = 0; done < bytes.size() && fault == 0;) {
    const ssize_t written = write(descriptor_, bytes.data() + done, bytes.size() - done);
    if (written >= 0) {
      done += static_cast<std::size_t>(written);
    } else if (errno != EINTR) {
      fault = errno;
    }
  }
  if (fault == 0 && fdatasync(descriptor_) != 0) fault = errno;
  if (fault == 0) return;
  // Half a line must not stay; if even this fails, the next opening drops it.
  [[maybe_unused]] const int mended = ftruncate(descriptor_, before.st_size);
  throw journal_fault("write", path_, fault);
}

void Journal::remove() {
  const std::lock_guard lock(mutex_);
  base::ensure(descriptor_ >= 0, "a journal is removed once");
  if (unlink(path_.c_str()) != 0 && errno != ENOENT) throw journal_fault("remove", path_, errno);
  close(std::exchange(descriptor_, -1));
  sync_folder_of(path_);
}

}  // namespace assay::sys
