// SPDX-License-Identifier: Apache-2.0
// What commits hold, beside the working tree, which stays as it is: the suites of one, a file, and
// what was changed between two.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

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

// The paths of what is in a folder of such a commit, not below it; nothing where it has no such
// folder. Throws as file_at.
std::vector<std::string> names_at(const std::string& name, const std::filesystem::path& below,
                                  const std::filesystem::path& data);

// What was changed on the way to commit `head` since it left `base`, as `git diff-tree -r -z` lists
// it: every path of the repository, whose root `data` has to be, with its modes and hashes. No
// work tree is looked at. Throws Error(usage) as file_at, and Error(bad) when the two have no
// common ancestor or several, or when the list is too long.
std::string changes_between(const std::string& base, const std::string& head,
                            const std::filesystem::path& data);

// The bytes of an object by its hash; nothing when it has more than `limit`. Throws Error(missing)
// when it is not there.
std::optional<std::string> blob(const std::string& hash, const std::filesystem::path& data,
                                base::Bytes limit);

}  // namespace assay::workshop
