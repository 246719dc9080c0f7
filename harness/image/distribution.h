// SPDX-License-Identifier: Apache-2.0
// A distribution's packages as what an image needs of them: one archive of files, a kernel and the
// modules that init loads. Kept in the cache; made again only when asked for something else.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/outcome.h"
#include "base/progress.h"
#include "catalog/architecture.h"
#include "catalog/os.h"

namespace assay::image {

struct DistributionRequest {
  const catalog::Os& os;  // has packages
  const catalog::Architecture& arch;
  std::string mirror;         // as of PackageRequest; not needed for what is in the cache
  std::filesystem::path key;  // likewise
  std::filesystem::path cache;
};

struct Distribution {
  std::filesystem::path root;    // cpio archive; it holds the modules and their order
  std::filesystem::path kernel;  // what boots
  std::string release;           // of the kernel: "6.1.0-37-arm64"
  std::string kernel_sha256;
  std::vector<std::pair<std::string, std::string>> packages;  // file and SHA-256, by name
};

struct MadeDistribution {
  // As of PackageFiles, and failed "no-kernel" or "no-module" for packages without.
  base::Outcome outcome;
  std::optional<Distribution> distribution;  // when ok
  bool was_current = false;
};

// Throws Error(interrupted) after Ctrl-C, Error(missing) when the disk is full; nothing half-made
// stays in the cache.
MadeDistribution make_distribution(const DistributionRequest& request, base::Progress& progress);

}  // namespace assay::image
