// SPDX-License-Identifier: Apache-2.0
// A Debian release's packages, without installing any: apt chooses and verifies them with settings,
// lists and cache of its own, and their archives are read here. No script of a package runs.
#pragma once

#include "image/package_files.h"

namespace assay::image {

// Throws Error(interrupted) after Ctrl-C, Error(missing) when the disk is full.
PackageFiles debian_packages(const PackageRequest& request, base::Progress& progress);

}  // namespace assay::image
