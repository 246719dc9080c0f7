// SPDX-License-Identifier: Apache-2.0
// Linux's source, unpacked once into the cache from the archive that a package brings.
#pragma once

#include <filesystem>
#include <string>

#include "base/progress.h"
#include "catalog/os.h"

namespace assay::image {

struct LinuxSource {
  std::filesystem::path archive;
  std::string sha256;            // of the archive
  std::filesystem::path folder;  // where it is, or will be, unpacked: named by the hash
};

// Reads no more than the archive, and that only when it has changed. Throws Error(missing) with the
// package to install when it isn't there.
LinuxSource find_linux_source(const catalog::KernelSource& kernel,
                              const std::filesystem::path& cache);

// Unpacks it unless that is done; one process at a time. Throws as pack::unpack_tar does, and
// Error(missing) before it begins when the disk has too little room.
void unpack(const LinuxSource& source, base::Progress& progress);

}  // namespace assay::image
