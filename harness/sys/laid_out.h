// SPDX-License-Identifier: Apache-2.0
// Files that are laid out in a new folder under names of their own, without another copy.
#pragma once

#include <filesystem>

namespace assay::sys {

// Its parent is there. No when something of that name is there already: of several that make it at
// once, one makes it. Throws Error(missing).
bool make_new_folder(const std::filesystem::path& folder);

// The same file under another name, which is not there yet; a copy where the file system has no
// hard links. Throws Error(missing).
void link_or_copy(const std::filesystem::path& from, const std::filesystem::path& to);

// It may be read, and executed, but not written.
void make_read_only(const std::filesystem::path& path, bool executable);

}  // namespace assay::sys
