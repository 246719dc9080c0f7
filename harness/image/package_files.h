// SPDX-License-Identifier: Apache-2.0
// What a distribution's packages put into an image, whichever manager brought them.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/outcome.h"
#include "base/progress.h"
#include "catalog/architecture.h"
#include "catalog/os.h"
#include "sys/archive.h"

namespace assay::image {

struct PackageRequest {
  const catalog::Os& os;  // has packages
  const catalog::Architecture& arch;
  std::string mirror;          // "": the one that this system's own packages come from
  std::filesystem::path key;   // of the keys that packages are signed with; empty: the system's
  std::filesystem::path work;  // lists and packages stay in this folder for the next time
};

struct PackageFiles {
  // unavailable "no-mirror", "no-key" or "no-manager" with what to do, failed "packages" with the
  // manager's own words.
  base::Outcome outcome;
  std::vector<sys::ArchiveEntry> entries;                     // of all packages
  std::vector<std::pair<std::string, std::string>> packages;  // file and SHA-256, by name
};

// Is the file one that an image wants: not a manual, a translation or a manager's own state.
bool is_of_image(const std::string& path);

// Of a kernel's package: what boots, its modules of these names and the list of those built in.
bool is_of_kernel(const std::string& path, const std::vector<std::string>& modules);

}  // namespace assay::image
