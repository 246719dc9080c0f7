// SPDX-License-Identifier: Apache-2.0
// The image of a target and a system, built where it is not current: what `os` and `run` begin
// with.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/outcome.h"
#include "base/progress.h"
#include "catalog/catalog.h"
#include "cli/workspace.h"
#include "record/boot_image.h"

namespace assay::cli {

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
};

// Throws Error(usage) for an unknown fragment, and as image::build_kernel and
// image::make_distribution do.
OsImage build_image(const Workspace& space, const ImageQuestion& question,
                    base::Progress& progress);

}  // namespace assay::cli
