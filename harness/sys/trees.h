// SPDX-License-Identifier: Apache-2.0
// Folders made, copied and removed with all that is in them, and links. All throw Error(missing)
// that says what could not be done, where and why.
#pragma once

#include <filesystem>

namespace assay::sys {

// With its missing parents. One that is there is left as it is.
void make_folder(const std::filesystem::path& folder);

// A file or a folder with all that is in it; links are not followed. What is not there is no fault.
void remove_tree(const std::filesystem::path& path);

// A folder that holds nothing; any other stays.
void remove_if_empty(const std::filesystem::path& folder);

// Copies what is in the folder into `to`, which is made. Links stay links.
void copy_tree(const std::filesystem::path& from, const std::filesystem::path& to);

// A symbolic link at `link` that leads to `target`.
void make_link(const std::filesystem::path& target, const std::filesystem::path& link);

// A new name where nothing has it, on the same file system. What an interrupted machine finds after
// it is decided by sync_folder of the parent folders.
void rename_folder(const std::filesystem::path& from, const std::filesystem::path& to);

// Its modification time becomes now.
void mark_used(const std::filesystem::path& path);

// The names in a folder reach the disk. 0 or errno.
int sync_folder(const std::filesystem::path& folder);

}  // namespace assay::sys
