// SPDX-License-Identifier: Apache-2.0
#include "sys/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <system_error>

#include "base/error.h"
#include "base/text.h"
#include "sys/descriptor.h"
#include "sys/environment.h"
#include "sys/fault.h"
#include "sys/file_lock.h"
#include "sys/interrupt.h"
#include "sys/trees.h"

namespace assay::sys {
namespace {

namespace fs = std::filesystem;
using base::Bytes;
using base::Error;
using base::Exit;

Error unreadable(const fs::path& path, std::string_view why, Exit exit = Exit::usage) {
  return Error(exit, fmt::format("cannot read {}: {}", base::printable(path.string()), why));
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

// 0 or errno.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      if (interrupted()) return EINTR;
    } else if (written < 0) {
      return errno;
    } else {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  return 0;
}

// A name nobody else uses: this process and a number, and O_EXCL against a left-over of the same.
struct Fresh {
  fs::path path;
  Descriptor descriptor;
  int fault = 0;
};

Fresh open_fresh(const fs::path& beside, mode_t mode = 0666) {
  static std::atomic<unsigned> number{0};
  for (int tries = 0; tries < 100; ++tries) {
    Fresh fresh;
    fresh.path = folder_of(beside) / fmt::format(".{}.{}.{}.part", beside.filename().string(),
                                                 getpid(), number.fetch_add(1));
    fresh.descriptor =
        Descriptor(open(fresh.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    fresh.fault = fresh.descriptor.good() ? 0 : errno;
    if (fresh.fault != EEXIST) return fresh;
  }
  return {{}, {}, EEXIST};
}

// The mode of the file that it replaces and, which is up to root, its owner. What the file system
// refuses leaves it with fewer rights.
void take_rights(const Fresh& fresh, const struct stat& old) {
  const int file = fresh.descriptor.number();
  [[maybe_unused]] const int given = fchown(file, old.st_uid, old.st_gid);
  fchmod(file, old.st_mode & 0777);
}

Fresh open_replacement(const fs::path& path) {
  struct stat old{};
  if (stat(path.c_str(), &old) != 0) return open_fresh(path);
  Fresh fresh = open_fresh(path, old.st_mode & 0777);
  if (fresh.fault == 0) take_rights(fresh, old);
  return fresh;
}

// Where a symbolic link leads to that leads to nothing yet; other paths as they are.
fs::path behind_links(const fs::path& path) {
  constexpr int kMostLinks = 40;  // as many as the kernel follows
  std::error_code fault;
  fs::path real = path;
  for (int links = 0; fs::is_symlink(fs::symlink_status(real, fault)); ++links) {
    if (links == kMostLinks) throw cannot("write", path, ELOOP);
    real = folder_of(real) / fs::read_symlink(real, fault);
    if (fault) throw cannot("write", path, fault.value());
  }
  return real;
}

// A pipe, a terminal, /dev/null: nothing to replace, and renaming over it would be an accident.
void write_through(const fs::path& path, std::string_view bytes) {
  Descriptor descriptor(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!descriptor.good()) throw cannot("write", path, errno);
  if (const int fault = write_all(descriptor.number(), bytes)) throw cannot("write", path, fault);
}

// The pages of a large buffer at once: on a virtual machine, each page that is touched alone costs
// as much as reading what goes into it. Kernels before 5.14 refuse, which does no harm.
void populate(std::string& buffer) {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(buffer.data());
  const std::uintptr_t first = (begin + page - 1) / page * page;
  const std::uintptr_t last = (begin + buffer.capacity()) / page * page;
  if (last < first + (std::uintptr_t{1} << 20)) return;
  void* const pages = reinterpret_cast<void*>(first);
  madvise(pages, last - first, MADV_HUGEPAGE);
  madvise(pages, last - first, MADV_POPULATE_WRITE);
}

// A regular file has its bytes ready; those of a pipe are waited for, until Ctrl-C.
void wait_for_bytes(const Descriptor& descriptor, mode_t mode) {
  if (S_ISREG(mode)) return stop_if_interrupted();
  std::array<pollfd, 2> wake{
      {{descriptor.number(), POLLIN, 0}, {interrupt_descriptor(), POLLIN, 0}}};
  poll(wake.data(), wake.size(), -1);
  stop_if_interrupted();
}

// An open file, and what it is.
struct Opened {
  Descriptor descriptor;
  struct stat status{};
};

// `refused`: the exit code of what the system refuses.
Opened open_to_read(const fs::path& path, int more, Exit refused) {
  // O_NONBLOCK: opening a named pipe must not wait where Ctrl-C is not seen.
  Opened opened{.descriptor =
                    Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | more))};
  if (!opened.descriptor.good()) throw unreadable(path, reason(errno), refused);
  if (fstat(opened.descriptor.number(), &opened.status) != 0) {
    throw unreadable(path, reason(errno), refused);
  }
  if (S_ISDIR(opened.status.st_mode)) throw unreadable(path, "it is a folder");
  return opened;
}

std::string read_opened(const Opened& opened, const fs::path& path, Bytes limit, Exit refused) {
  const auto& [descriptor, status] = opened;
  const auto too_large = [&] {
    return unreadable(path, fmt::format("it is larger than {}", base::to_text(limit)));
  };
  // Files of /proc say 0, pipes too: the size only tells how much to expect.
  const auto expected = static_cast<std::uint64_t>(std::max<off_t>(0, status.st_size));
  if (expected > limit.value) throw too_large();
  constexpr std::uint64_t kSmallest = 4 << 10, kLargest = 64 << 10;  // of one read
  std::string bytes;
  bytes.reserve(static_cast<std::size_t>(expected + kSmallest));
  populate(bytes);
  for (;;) {
    wait_for_bytes(descriptor, status.st_mode);
    const std::size_t before = bytes.size();
    const std::uint64_t left = expected > before ? expected - before : 0;
    bytes.resize(before + static_cast<std::size_t>(std::clamp(left, kSmallest, kLargest)));
    const ssize_t got = read(descriptor.number(), bytes.data() + before, bytes.size() - before);
    const int fault = errno;
    bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) return bytes;
    if (got < 0 && fault != EINTR && fault != EAGAIN)
      throw unreadable(path, reason(fault), refused);
    if (bytes.size() > limit.value) throw too_large();
  }
}

std::string read_piece(const fs::path& path, Bytes most, bool end) {
  try {
    const Opened opened = open_to_read(path, 0, Exit::usage);
    if (!S_ISREG(opened.status.st_mode)) return {};
    const auto length = static_cast<off_t>(most.value);
    const off_t from = end ? std::max<off_t>(0, opened.status.st_size - length) : 0;
    std::string bytes(static_cast<std::size_t>(most.value), '\0');
    const ssize_t got = pread(opened.descriptor.number(), bytes.data(), bytes.size(), from);
    bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return bytes;
  } catch (const Error&) {
    return {};
  }
}

// The bytes under the name `real`, which messages call `named`.
void put_in_place(Fresh fresh, const fs::path& real, const fs::path& named,
                  std::string_view bytes) {
  if (fresh.fault != 0) throw cannot("write", named, fresh.fault);
  int failed = write_all(fresh.descriptor.number(), bytes);
  if (failed == 0 && fsync(fresh.descriptor.number()) != 0) failed = errno;
  if (fresh.descriptor.close() != 0 && failed == 0) failed = errno;
  if (failed == 0 && rename(fresh.path.c_str(), real.c_str()) != 0) failed = errno;
  if (failed != 0) {
    unlink(fresh.path.c_str());
    throw cannot("write", named, failed);
  }
  failed = sync_folder(folder_of(real));
  if (failed != 0) throw cannot("write", named, failed);
}

}  // namespace

std::string read_file(const fs::path& path, Bytes limit) {
  return read_opened(open_to_read(path, 0, Exit::usage), path, limit, Exit::usage);
}

std::string read_child_file(const fs::path& path, Bytes limit) {
  std::error_code unknown;
  if (fs::is_symlink(fs::symlink_status(path, unknown))) throw unreadable(path, "it is a link");
  const Opened opened = open_to_read(path, O_NOFOLLOW, Exit::missing);
  if (!S_ISREG(opened.status.st_mode)) throw unreadable(path, "it is not a regular file");
  return read_opened(opened, path, limit, Exit::missing);
}

std::string read_start(const fs::path& path, Bytes most) { return read_piece(path, most, false); }

std::string read_end(const fs::path& path, Bytes most) { return read_piece(path, most, true); }

int write_fault(const fs::path& folder) {
  const std::string bytes(4 << 10, 'x');
  Fresh fresh = open_fresh(folder / "room");
  if (fresh.fault != 0) return fresh.fault;
  const int fault = write_all(fresh.descriptor.number(), bytes);
  unlink(fresh.path.c_str());
  return fault;
}

bool file_holds(const fs::path& path, std::string_view text) {
  try {
    return read_file(path, Bytes{text.size()}) == text;
  } catch (const Error&) {
    return false;  // not there, not readable, or longer
  }
}

std::vector<NamedText> read_folder(const fs::path& folder, std::string_view ending, Bytes limit) {
  std::error_code fault;
  std::vector<fs::path> paths;
  for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    std::error_code unknown;
    if (entry->path().filename().string().ends_with(ending) && entry->is_regular_file(unknown)) {
      paths.push_back(entry->path());
    }
  }
  if (fault) throw cannot("read folder", folder, fault.value());
  std::ranges::sort(paths);
  std::vector<NamedText> texts;
  for (const fs::path& path : paths) texts.push_back({path.string(), read_file(path, limit)});
  return texts;
}

void write_whole(const fs::path& path, std::string_view bytes) {
  std::error_code fault;
  const fs::file_status status = fs::status(path, fault);
  if (fs::is_directory(status)) throw cannot("write", path, EISDIR);
  if (fs::exists(status) && !fs::is_regular_file(status)) return write_through(path, bytes);
  // Behind a symbolic link the file is replaced or made, not the link.
  const fs::path real = fs::exists(status) ? fs::canonical(path, fault) : behind_links(path);
  if (fault && fs::exists(status)) throw cannot("write", path, fault.value());
  make_folder(folder_of(real));
  put_in_place(open_replacement(real), real, path, bytes);
}

void write_read_only(const fs::path& path, std::string_view bytes, bool executable) {
  make_folder(folder_of(path));
  Fresh fresh = open_fresh(path);
  if (fresh.fault == 0) fchmod(fresh.descriptor.number(), executable ? 0555 : 0444);
  put_in_place(std::move(fresh), path, path, bytes);
}

void write_new(const fs::path& path, std::string_view bytes, Readers readers) {
  const mode_t mode = readers == Readers::owner ? 0600 : 0644;
  Descriptor descriptor(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!descriptor.good() && errno == EEXIST) {
    throw Error(Exit::usage, fmt::format("{} is there already", base::printable(path.string())))
        .hint("choose another name, or move it away first");
  }
  if (!descriptor.good()) throw cannot("write", path, errno);
  int failed = write_all(descriptor.number(), bytes);
  if (failed == 0 && fsync(descriptor.number()) != 0) failed = errno;
  if (descriptor.close() != 0 && failed == 0) failed = errno;
  if (failed != 0) {
    unlink(path.c_str());
    throw cannot("write", path, failed);
  }
  failed = sync_folder(folder_of(path));
  if (failed != 0) throw cannot("write", path, failed);
}

void copy_file(const fs::path& from, const fs::path& to) {
  std::error_code fault;
  fs::copy_file(from, to, fault);
  if (!fault) return;
  // libstdc++ 12 says EIO where there was room for a part only.
  struct statvfs space{};
  const bool full = fault == std::errc::io_error &&
                    statvfs(to.parent_path().c_str(), &space) == 0 && space.f_bavail == 0;
  throw cannot("copy " + from.string() + " to", to, full ? ENOSPC : fault.value());
}

void require_room(const fs::path& folder, Bytes needed) {
  make_folder(folder);
  const Fresh fresh = open_fresh(folder / "room");
  if (fresh.fault != 0) throw cannot("write into", folder, fresh.fault);
  unlink(fresh.path.c_str());
  struct statvfs space{};
  if (statvfs(folder.c_str(), &space) != 0) throw cannot("look at", folder, errno);
  const Bytes free{std::uint64_t{space.f_bavail} * space.f_frsize};
  if (free < needed) {
    throw Error(Exit::missing,
                fmt::format("only {} are free in {}, {} are needed", base::to_text(free),
                            folder.string(), base::to_text(needed)))
        .hint("free some space or choose another place");
  }
}

std::string file_stamp(const fs::path& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) != 0) return {};
  return fmt::format("{}:{}.{:09}:{}", status.st_size, status.st_mtim.tv_sec,
                     status.st_mtim.tv_nsec, status.st_ino);
}

Bytes folder_size(const fs::path& folder) {
  // What vanishes or can't be read meanwhile counts nothing: the answer is for people.
  std::error_code fault;
  Bytes sum;
  for (fs::recursive_directory_iterator
           entry(folder, fs::directory_options::skip_permission_denied, fault),
       end;
       !fault && entry != end; entry.increment(fault)) {
    std::error_code gone;
    if (!entry->is_symlink(gone) && entry->is_regular_file(gone)) {
      const std::uintmax_t size = entry->file_size(gone);
      if (!gone) sum.value += size;
    }
  }
  return sum;
}

namespace {

constexpr std::string_view kFolderBegins = "assay.";
constexpr std::string_view kFolderEnds = "XXXXXX";

Descriptor open_folder(const fs::path& path) {
  return Descriptor(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

bool is_temporary(const fs::path& path) {
  const std::string name = path.filename().string();
  struct stat status{};
  return name.starts_with(kFolderBegins) &&
         name.size() == kFolderBegins.size() + kFolderEnds.size() &&
         lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid();
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  for (;;) {
    std::string name =
        (folder_of_temporaries() / fmt::format("{}{}", kFolderBegins, kFolderEnds)).string();
    if (mkdtemp(name.data()) == nullptr) {
      throw cannot("make a temporary folder in", folder_of_temporaries(), errno)
          .hint("set TMPDIR to a folder that can be written");
    }
    path_ = name;
    lock_ = open_folder(path_);
    if (lock_.good()) {
      const bool held = flock(lock_.number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
      // Somebody may have taken it for one that was left, just before it was locked.
      if (!held && is_file_of(lock_, path_)) return;
    } else if (errno != ENOENT) {
      const int fault = errno;
      std::error_code ignored;
      fs::remove(path_, ignored);
      throw cannot("open folder", path_, fault);
    }
  }
}

void remove_left_folders() {
  std::error_code fault;
  for (fs::directory_iterator at(folder_of_temporaries(), fault), end; !fault && at != end;
       at.increment(fault)) {
    if (!is_temporary(at->path())) continue;
    const Descriptor folder = open_folder(at->path());
    if (!folder.good() || flock(folder.number(), LOCK_EX | LOCK_NB) != 0) continue;
    std::error_code left;
    fs::remove_all(at->path(), left);
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code left;
  fs::remove_all(path_, left);
}

}  // namespace assay::sys
