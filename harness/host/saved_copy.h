// SPDX-License-Identifier: Apache-2.0
// What detectors read, written below a folder, so that Root(folder) sees the same machine anywhere.
// What would name a machine, a boot, a user or a container is left out or replaced.
#pragma once

#include <filesystem>
#include <string>

#include "host/root.h"

namespace assay::host {

// The readings as they may leave the machine: no serial numbers, no boot id, arguments of the
// kernel only as far as they matter for measuring, groups' names replaced, /proc/cpuinfo without
// lines that say nothing new, each file at most 256 KiB.
Readings fit_to_leave(const Readings& readings);

// Writes them. Throws Error(usage) when the folder holds something already.
void save_copy(const Readings& readings, const std::filesystem::path& folder);

// The arguments on the kernel's command line that change how measurements come out, as they stand
// there: "isolcpus=2-3 nohz_full=2-3 mitigations=off".
std::string measuring_arguments(const std::string& command_line);

}  // namespace assay::host
