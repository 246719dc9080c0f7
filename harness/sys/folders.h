// SPDX-License-Identifier: Apache-2.0
// Where things stand: the data beside the program (source tree, or share/assay when installed), the
// folder for cells, for records, and the cache. Never by the current folder, never in home itself.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace assay::sys {

struct Folders {
  std::filesystem::path data;     // holds targets/ and benchmarks/
  std::filesystem::path cells;    // see below
  std::filesystem::path records;  // results/runs in a source tree, else $XDG_STATE_HOME/assay/runs
  std::filesystem::path cache;    // $XDG_CACHE_HOME/assay, else ~/.cache/assay
  std::filesystem::path plugin;   // libassay-counts.so
  std::filesystem::path self_check;  // folder of the plugin's self-check programs
  std::filesystem::path images;      // beside cells: bootable images
  std::filesystem::path init;        // init.c, the guests' first program
  std::filesystem::path kits = {};   // beside cells: assay-kit for each architecture
  std::string setup = {};            // what to type for what is missing: "scripts/setup"
};

// Cells and images are made in build/ of a source tree that this user may write, else in the cache:
// in cells/ and images/ for an installed program, in trees/HASH/ for somebody else's tree.
//
// From the running program's own path (/proc/self/exe) and the environment.
// Throws Error(missing) when no data is found there.
Folders find_folders();

// The same for a program at `program`; for tests.
Folders find_folders(const std::filesystem::path& program);

// The home of a user by the lines of /etc/passwd (passwd(5)). Not what getpwuid says: in a static
// program that loads libraries of this machine, which crashes. Nothing of users that are kept
// elsewhere.
std::optional<std::filesystem::path> home_of(std::uint64_t user, std::string_view passwd);

}  // namespace assay::sys
