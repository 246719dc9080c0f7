// SPDX-License-Identifier: Apache-2.0
// The suites of a commit, beside the working tree: it stays as it is.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/units.h"
#include "sys/folders.h"

namespace assay::workshop {

struct Revision {
  std::string commit;           // 40 hex digits
  std::filesystem::path tree;   // holds benchmarks/ as that commit has them
  std::filesystem::path cells;  // where they are built
};

// `name` is what git understands: a branch, tag or hash. Written once to the cache, as a whole,
// and dropped when nobody asked for two weeks.
// Throws Error(usage) when there is no such commit, or when the folder `from`, where the name was
// typed, belongs to another repository (empty: anywhere). Throws Error(missing) without git.
Revision check_out(const std::string& name, const sys::Folders& folders,
                   const std::filesystem::path& from = {});

// A file of the data's repository as a commit has it; nothing where the commit has none. `below` is
// relative to the data. Throws Error(usage) when there is no such commit, Error(missing) without
// git.
std::optional<std::string> file_at(const std::string& name, const std::filesystem::path& below,
                                   const std::filesystem::path& data, base::Bytes limit);

}  // namespace assay::workshop
