// SPDX-License-Identifier: Apache-2.0
// Packages of a distribution that has dnf, of another architecture than this machine's, without
// installing any: dnf chooses and verifies them under a user namespace of its own, where a plain
// user is root, and their archives are read here. No script of a package runs.
#pragma once

#include "image/package_files.h"

namespace assay::image {

// Throws Error(interrupted) after Ctrl-C, Error(missing) when the disk is full.
PackageFiles rpm_packages(const PackageRequest& request, base::Progress& progress);

}  // namespace assay::image
