// SPDX-License-Identifier: Apache-2.0
#include "pack/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>

#include "base/error.h"
#include "base/text.h"
#include "sys/interrupt.h"
#include "sys/trees.h"

namespace assay::pack {
namespace {

namespace fs = std::filesystem;
using Kind = ArchiveEntry::Kind;

constexpr std::size_t kLargestEntry = (std::size_t{1} << 31) - 1;

struct Free {
  void operator()(struct archive* archive) const { archive_free(archive); }
  void operator()(struct archive_entry* entry) const { archive_entry_free(entry); }
};
using Archive = std::unique_ptr<struct archive, Free>;
using Entry = std::unique_ptr<struct archive_entry, Free>;

base::Error fault(struct archive* archive, std::string_view what) {
  const char* why = archive_error_string(archive);
  const bool full = archive_errno(archive) == ENOSPC || archive_errno(archive) == EDQUOT;
  return {full ? base::Exit::missing : base::Exit::bad,
          fmt::format("{}: {}", what, why == nullptr ? "unknown fault" : base::printable(why))};
}

unsigned type_of(Kind kind) {
  switch (kind) {
    case Kind::folder:
      return AE_IFDIR;
    case Kind::link:
      return AE_IFLNK;
    case Kind::character_device:
      return AE_IFCHR;
    case Kind::file:
      break;
  }
  return AE_IFREG;
}

la_ssize_t append(struct archive*, void* text, const void* bytes, std::size_t length) {
  static_cast<std::string*>(text)->append(static_cast<const char*>(bytes), length);
  return static_cast<la_ssize_t>(length);
}

void write_entry(struct archive* archive, const ArchiveEntry& from) {
  const Entry entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), from.path.c_str());
  archive_entry_set_filetype(entry.get(), type_of(from.kind));
  archive_entry_set_perm(entry.get(), from.mode);
  archive_entry_set_mtime(entry.get(), 0, 0);
  archive_entry_set_nlink(entry.get(), 1);
  const bool has_bytes = from.kind == Kind::file;
  // Without a size libarchive leaves out even folders.
  archive_entry_set_size(entry.get(), has_bytes ? static_cast<la_int64_t>(from.bytes.size()) : 0);
  if (from.kind == Kind::link) archive_entry_set_symlink(entry.get(), from.bytes.c_str());
  if (from.kind == Kind::character_device) {
    archive_entry_set_rdevmajor(entry.get(), from.major);
    archive_entry_set_rdevminor(entry.get(), from.minor);
  }
  if (archive_write_header(archive, entry.get()) != ARCHIVE_OK) throw fault(archive, from.path);
  if (!has_bytes || from.bytes.empty()) return;
  const auto written = archive_write_data(archive, from.bytes.data(), from.bytes.size());
  if (written != static_cast<la_ssize_t>(from.bytes.size())) throw fault(archive, from.path);
}

// A name or where a link leads to: libarchive has none where the archive's letters are not those of
// this program's locale, or where there are none.
std::string_view text_of(const char* here, const char* utf8, std::string_view what) {
  if (here == nullptr) here = utf8;
  if (here == nullptr) {
    throw base::Error(base::Exit::bad, fmt::format("{}: an entry has no readable name", what));
  }
  return here;
}

std::string_view path_of(struct archive_entry* entry, std::string_view what) {
  const char* here = archive_entry_pathname(entry);
  return text_of(here, here == nullptr ? archive_entry_pathname_utf8(entry) : nullptr, what);
}

std::string_view target_of(struct archive_entry* entry, std::string_view what) {
  const char* here = archive_entry_symlink(entry);
  return text_of(here, here == nullptr ? archive_entry_symlink_utf8(entry) : nullptr, what);
}

// "linux-source-6.12/kernel/fork.c" -> "kernel/fork.c"; "" for the first folder itself.
std::string below_first(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  const auto slash = path.find('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(slash + 1));
}

void unpack(const fs::path& archive, const fs::path& folder) {
  const Archive from(archive_read_new());
  archive_read_support_filter_all(from.get());
  archive_read_support_format_tar(from.get());
  constexpr std::size_t kBlock = 1u << 20;
  if (archive_read_open_filename(from.get(), archive.c_str(), kBlock) != ARCHIVE_OK) {
    throw fault(from.get(), archive.string());
  }
  const Archive to(archive_write_disk_new());
  archive_write_disk_set_options(to.get(), ARCHIVE_EXTRACT_TIME | ARCHIVE_EXTRACT_PERM |
                                               ARCHIVE_EXTRACT_SECURE_NODOTDOT |
                                               ARCHIVE_EXTRACT_SECURE_SYMLINKS);
  struct archive_entry* entry = nullptr;
  for (int status; (status = archive_read_next_header(from.get(), &entry)) != ARCHIVE_EOF;) {
    sys::stop_if_interrupted();
    if (status < ARCHIVE_WARN) throw fault(from.get(), archive.string());
    const std::string below = below_first(path_of(entry, archive.string()));
    if (below.empty()) continue;
    archive_entry_set_pathname(entry, (folder / below).c_str());
    if (const char* link = archive_entry_hardlink(entry); link != nullptr) {
      archive_entry_set_hardlink(entry, (folder / below_first(link)).c_str());
    }
    // It calls a path that leads out a warning.
    if (archive_read_extract2(from.get(), entry, to.get()) != ARCHIVE_OK) {
      throw fault(from.get(), (folder / below).string());
    }
  }
}

std::string data_of(struct archive* archive, std::string_view what) {
  std::string bytes;
  const void* block = nullptr;
  std::size_t length = 0;
  la_int64_t at = 0;
  for (;;) {
    sys::stop_if_interrupted();
    const int status = archive_read_data_block(archive, &block, &length, &at);
    if (status == ARCHIVE_EOF) return bytes;
    if (status != ARCHIVE_OK) throw fault(archive, what);
    if (at < 0 || static_cast<std::uint64_t>(at) < bytes.size() ||
        static_cast<std::uint64_t>(at) > kLargestEntry - std::min(kLargestEntry, length)) {
      throw base::Error(base::Exit::bad, fmt::format("{}: an entry is larger than 2 GiB", what));
    }
    // Where a file has holes the next block begins beyond the end.
    bytes.resize(static_cast<std::size_t>(at));
    bytes.append(static_cast<const char*>(block), length);
  }
}

// "./usr/bin/" -> "usr/bin"
std::string plain(std::string_view path) {
  while (path.starts_with("./") || path.starts_with("/"))
    path.remove_prefix(path[0] == '/' ? 1 : 2);
  while (path.ends_with("/")) path.remove_suffix(1);
  return std::string(path == "." ? "" : path);
}

bool leads_out(std::string_view path) {
  for (const std::string& part : base::split(path, '/')) {
    if (part == "..") return true;
  }
  return false;
}

Archive open_bytes(std::string_view bytes, std::string_view what, bool raw) {
  Archive from(archive_read_new());
  archive_read_support_filter_all(from.get());
  if (raw) {
    archive_read_support_format_raw(from.get());
  } else {
    archive_read_support_format_ar(from.get());
    archive_read_support_format_cpio(from.get());
    archive_read_support_format_tar(from.get());
  }
  if (archive_read_open_memory(from.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    throw fault(from.get(), what);
  }
  return from;
}

std::optional<ArchiveEntry> read_entry(struct archive* from, struct archive_entry* entry,
                                       std::string_view what) {
  ArchiveEntry read{.path = plain(path_of(entry, what)),
                    .mode = static_cast<unsigned>(archive_entry_perm(entry)),
                    .bytes = {}};
  switch (archive_entry_filetype(entry)) {
    case 0:  // ar(1) itself leaves it out
    case AE_IFREG:
      read.bytes = data_of(from, what);
      return read;
    case AE_IFDIR:
      read.kind = Kind::folder;
      return read;
    case AE_IFLNK:
      read.kind = Kind::link;
      read.bytes = target_of(entry, what);
      return read;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::vector<ArchiveEntry> read_archive(std::string_view bytes, std::string_view what,
                                       const std::function<bool(const std::string&)>& wanted) {
  const Archive from = open_bytes(bytes, what, false);
  std::vector<ArchiveEntry> entries;
  struct archive_entry* entry = nullptr;
  for (int status; (status = archive_read_next_header(from.get(), &entry)) != ARCHIVE_EOF;) {
    sys::stop_if_interrupted();
    if (status < ARCHIVE_WARN) throw fault(from.get(), what);
    const std::string path = plain(path_of(entry, what));
    if (leads_out(path)) {
      throw base::Error(base::Exit::bad, fmt::format("{}: a path leads out of the archive: {}",
                                                     what, base::printable(path)));
    }
    if (path.empty() || !wanted(path)) continue;
    if (const char* link = archive_entry_hardlink(entry); link != nullptr) {
      const auto first = std::ranges::find(entries, plain(link), &ArchiveEntry::path);
      if (first == entries.end()) {
        throw base::Error(base::Exit::bad,
                          fmt::format("{}: {} is a link to {}, which does not stand before it",
                                      what, base::printable(path), base::printable(link)));
      }
      ArchiveEntry copy = *first;
      copy.path = path;
      entries.push_back(std::move(copy));
      continue;
    }
    if (auto read = read_entry(from.get(), entry, what)) entries.push_back(std::move(*read));
  }
  return entries;
}

std::string decompressed(std::string_view bytes, std::string_view what) {
  const Archive from = open_bytes(bytes, what, true);
  struct archive_entry* entry = nullptr;
  if (archive_read_next_header(from.get(), &entry) != ARCHIVE_OK) throw fault(from.get(), what);
  return data_of(from.get(), what);
}

namespace {

// What the format has been set for.
std::string written(const Archive& archive, const std::vector<ArchiveEntry>& entries,
                    std::string_view what) {
  std::string bytes;
  // Else the end is filled up to 10 kB.
  archive_write_set_bytes_in_last_block(archive.get(), 1);
  if (archive_write_open(archive.get(), &bytes, nullptr, append, nullptr) != ARCHIVE_OK) {
    throw fault(archive.get(), what);
  }
  for (const ArchiveEntry& entry : entries) write_entry(archive.get(), entry);
  if (archive_write_close(archive.get()) != ARCHIVE_OK) throw fault(archive.get(), what);
  return bytes;
}

}  // namespace

std::string tar_gz(const std::vector<ArchiveEntry>& entries) {
  const Archive archive(archive_write_new());
  archive_write_set_format_ustar(archive.get());
  archive_write_add_filter_gzip(archive.get());
  // The head of a gzip file would hold the time.
  if (archive_write_set_filter_option(archive.get(), "gzip", "timestamp", nullptr) != ARCHIVE_OK ||
      archive_write_set_filter_option(archive.get(), "gzip", "compression-level", "9") !=
          ARCHIVE_OK) {
    throw fault(archive.get(), "gzip");
  }
  return written(archive, entries, "tar");
}

std::string cpio(const std::vector<ArchiveEntry>& entries) {
  const Archive archive(archive_write_new());
  archive_write_set_format_cpio_newc(archive.get());
  archive_write_set_bytes_per_block(archive.get(), 1);
  std::string bytes = written(archive, entries, "cpio");
  // The kernel wants each of several archives to begin at a multiple of 4.
  bytes.resize((bytes.size() + 3) / 4 * 4);
  return bytes;
}

void unpack_tar(const fs::path& archive, const fs::path& folder) {
  sys::make_folder(folder);
  try {
    // A link on the way to the folder is the user's own: only those below it are the archive's.
    unpack(archive, fs::canonical(folder));
  } catch (...) {
    sys::remove_tree(folder);
    throw;
  }
}

}  // namespace assay::pack
