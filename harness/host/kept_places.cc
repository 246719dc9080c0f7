// SPDX-License-Identifier: Apache-2.0
#include "host/kept_places.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "sys/files.h"

namespace assay::host {
namespace {

namespace fs = std::filesystem;

struct PlaceKind {
  const char* name;
  fs::path sys::Folders::* base;
  const char* below;  // the folder in base
  int depth;          // of the kept folders below that; 0: it is one itself
};

// scripts/setup makes the first five, and --remove deletes them.
constexpr PlaceKind kPlaceKinds[] = {
    {"downloads", &sys::Folders::cache, "downloads", 0},
    {"source", &sys::Folders::cache, "sources", 1},
    {"C libraries", &sys::Folders::cache, "sysroots", 1},
    {"static libraries", &sys::Folders::cache, "static", 1},
    {"tools", &sys::Folders::cache, "tools", 1},
    {"kernel", &sys::Folders::cache, "kernels", 1},
    {"distribution", &sys::Folders::cache, "distributions", 1},
    {"function sizes", &sys::Folders::cache, "functions", 0},  // of scripts/test
    {"revision", &sys::Folders::cache, "revisions", 1},
    {"flags", &sys::Folders::cache, "flags", 1},  // cells of a gate with more of them
    {"runs at places", &sys::Folders::cache, "places", 0},
    {"kits sent here", &sys::Folders::cache, "kit", 0},
    // Those that QEMUs passed.
    {"self-checks", &sys::Folders::cache, "self-check", 0},
    {"cells", &sys::Folders::cells, "", 3},     // target/toolchain/os
    {"image", &sys::Folders::images, "", 2},    // target/os
    {"assay-kit", &sys::Folders::kits, "", 1},  // architecture
    // What an installed program made, and trees of other users, whichever program is asked.
    {"cells", &sys::Folders::cache, "cells", 3},
    {"image", &sys::Folders::cache, "images", 2},
    {"assay-kit", &sys::Folders::cache, "kits", 1},
    {"of another tree", &sys::Folders::cache, "trees", 1},
    {"records", &sys::Folders::records, "", 0},
};

bool is_folder(const fs::path& path) {
  std::error_code fault;
  return fs::is_directory(fs::symlink_status(path, fault));
}

void find(const fs::path& folder, int depth, std::vector<fs::path>& found) {
  if (!is_folder(folder)) return;
  if (depth == 0) return found.push_back(folder);
  std::error_code fault;
  for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    find(entry->path(), depth - 1, found);
  }
}

// This program's own cells may lie in the cache, and have lines of their own.
bool is_listed(const fs::path& folder, const sys::Folders& folders,
               const std::vector<KeptPlace>& places) {
  return folder == folders.cells.parent_path() ||
         std::ranges::find(places, folder, &KeptPlace::folder) != places.end();
}

}  // namespace

std::vector<KeptPlace> kept_places(const sys::Folders& folders) {
  const auto now = fs::file_time_type::clock::now();
  std::vector<KeptPlace> places;
  for (const PlaceKind& kind : kPlaceKinds) {
    const fs::path& base = folders.*kind.base;
    std::vector<fs::path> found;
    find(*kind.below == '\0' ? base : base / kind.below, kind.depth, found);
    std::ranges::sort(found);
    for (const fs::path& folder : found) {
      std::error_code gone;  // removed meanwhile
      const auto changed = fs::directory_entry(folder).last_write_time(gone);
      if (gone || is_listed(folder, folders, places)) continue;
      places.push_back({.folder = folder,
                        .kind = kind.name,
                        .size = sys::folder_size(folder),
                        .age = std::chrono::duration_cast<std::chrono::minutes>(now - changed)});
    }
  }
  return places;
}

std::string age_text(std::chrono::minutes age) {
  const auto hours = age.count() / 60;
  if (hours < 1) return "under an hour";
  const auto count = hours < 48 ? hours : hours / 24;
  const char* unit = hours < 48 ? "hour" : "day";
  return fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
}

}  // namespace assay::host
