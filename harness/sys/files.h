// SPDX-License-Identifier: Apache-2.0
// Files read with a size limit and written whole or not at all (temporary file, fsync, rename).
// Nobody else opens files for writing, except the journal.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "sys/descriptor.h"

namespace assay::sys {

struct NamedText {
  std::string name;  // path as messages show it
  std::string text;
};

// Throws Error(usage) with path and reason when it can't be read or is larger than `limit`.
std::string read_file(const std::filesystem::path& path, base::Bytes limit);

// What a child of ours left, which is not trusted: links are not followed, and nothing but a
// regular file is read. What the system refuses, such as a descriptor, is Error(missing); anything
// else in its place, or too many bytes, is Error(usage).
std::string read_child_file(const std::filesystem::path& path, base::Bytes limit);

// The first or last bytes of a regular file, at most so many; "" of anything that can't be read.
std::string read_start(const std::filesystem::path& path, base::Bytes most);
std::string read_end(const std::filesystem::path& path, base::Bytes most);

// Why no file of some KiB can be written into the folder, a value of errno; 0 when one can.
int write_fault(const std::filesystem::path& folder);

// Does the file hold exactly this text? No when it can't be read.
bool file_holds(const std::filesystem::path& path, std::string_view text);

// Every file of the folder whose name ends so, sorted by name. A missing folder is an
// Error(missing).
std::vector<NamedText> read_folder(const std::filesystem::path& folder, std::string_view ending,
                                   base::Bytes limit);

// Makes missing parent folders. A file that is replaced leaves its mode, and to root its owner, to
// the new one. Throws Error(missing) with path and reason (disk full, no right).
void write_whole(const std::filesystem::path& path, std::string_view bytes);

// The same, of a file that nobody may write; in place of what has the name, be it a link. Of
// several processes that write it at once, each leaves a whole one. Throws Error(missing).
void write_read_only(const std::filesystem::path& path, std::string_view bytes, bool executable);

// A file that is not there yet. Throws Error(usage) when something of that name is, which stays as
// it is, and Error(missing) when it can't be written. A kill may leave a part of it.
enum class Readers { owner, all };
void write_new(const std::filesystem::path& path, std::string_view bytes, Readers readers);

// A copy that is not there yet, with the same rights. Throws Error(missing) with both paths and
// reason.
void copy_file(const std::filesystem::path& from, const std::filesystem::path& to);

// Throws Error(missing) now, with path, reason and what to do, when the folder can't be made, is
// not writable, or its file system has less than `needed` free.
void require_room(const std::filesystem::path& folder, base::Bytes needed);

// Changes when the file does: size, modification time, inode. Empty when there is no such file.
std::string file_stamp(const std::filesystem::path& path);

// Bytes below a folder, links not followed. 0 when there is none.
base::Bytes folder_size(const std::filesystem::path& folder);

// A fresh folder, removed with everything in it at the end of scope.
class TemporaryFolder {
 public:
  TemporaryFolder();  // in $TMPDIR or /tmp; locked as long as it is here
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  Descriptor lock_;
};

// Removes the temporary folders of processes that were killed: those of this user in $TMPDIR or
// /tmp that nobody holds a lock of.
void remove_left_folders();

}  // namespace assay::sys
