// SPDX-License-Identifier: Apache-2.0
// Archives that a kernel unpacks as its first file system, and those that sources come in.
// libarchive stands behind this; nothing else includes it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::pack {

struct ArchiveEntry {
  enum class Kind { file, folder, link, character_device };
  std::string path;  // without a leading slash
  Kind kind = Kind::file;
  unsigned mode = 0644;  // permissions
  std::string bytes;     // of a file; of a link where it leads to
  unsigned major = 0, minor = 0;
};

// A cpio archive in the newc format, in the order given, all owned by root, with the time 0: equal
// entries give equal bytes. Archives may be put one after the other. Throws Error(bad) with the
// entry that can't be written.
std::string cpio(const std::vector<ArchiveEntry>& entries);

// A tar archive in the plainest format (ustar) with gzip, in the order given, all owned by root,
// with the time 0: equal entries give equal bytes. Throws Error(bad) with the entry that can't be
// written.
std::string tar_gz(const std::vector<ArchiveEntry>& entries);

// Unpacks a tar archive, compressed or not, into a folder that doesn't exist yet, without the first
// folder of its paths. Throws Error(bad) for what is not an archive or leads out of the folder,
// Error(missing) when the disk is full, Error(interrupted) after Ctrl-C; then the folder is gone.
void unpack_tar(const std::filesystem::path& archive, const std::filesystem::path& folder);

// The entries of an archive (ar, cpio, rpm or tar, compressed or not) whose path is `wanted`, in
// its order: files, folders and links, other kinds are left out. A hard link becomes a file of its
// own, so what it leads to must be wanted too. `what` names the archive in errors. Throws
// Error(bad) for what is not an archive, for paths that lead out of it and for an archive that ends
// too soon.
std::vector<ArchiveEntry> read_archive(std::string_view bytes, std::string_view what,
                                       const std::function<bool(const std::string&)>& wanted);

// What a file ending in .gz, .xz or .zst holds. Throws Error(bad) when it is none or torn.
std::string decompressed(std::string_view bytes, std::string_view what);

}  // namespace assay::pack
