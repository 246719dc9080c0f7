// SPDX-License-Identifier: Apache-2.0
// The image of a target and a system, built where it is not current: what `os` and `run` begin
// with.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/outcome.h"
#include "base/progress.h"
#include "catalog/catalog.h"
#include "record/boot_image.h"
#include "workshop/workspace.h"

namespace assay::workshop {

struct ImageQuestion {
  const catalog::Target& target;
  const catalog::Os& os;
  std::vector<std::string> fragments{};  // instead of the system's own; empty: its own
  std::string mirror{};                  // of packages; "": the one this system's own come from
  std::filesystem::path key{};           // that they are signed with; empty: the system's
  unsigned jobs = 1;
};

struct OsImage {
  base::Outcome outcome;  // unavailable with what is missing, failed with what went wrong
  std::optional<record::BootImage> image;  // when ok
  bool was_current = false;                // kernel and packages were in the cache
  // Of a distribution's kernel: where the symbols that it tells are kept.
  std::filesystem::path told_symbols{};
};

// Throws Error(usage) for an unknown fragment, and as image::build_kernel and
// image::make_distribution do.
OsImage build_image(const Workspace& space, const ImageQuestion& question,
                    base::Progress& progress);

// Those of the cells that are to boot, by target and system, each with its kernel's symbols: a
// distribution's kernel is booted once and asked for them.
using OsImages = std::map<std::pair<std::string, std::string>, OsImage>;
OsImages build_images(const Workspace& space, const std::vector<catalog::Cell>& cells,
                      const std::vector<std::string>& runners, unsigned jobs,
                      base::Progress& progress);

}  // namespace assay::workshop
