// SPDX-License-Identifier: Apache-2.0
// Which memory modules are plugged in and how many channels they fill: by SMBIOS, which root alone
// may read, or by the kernel's error counters (EDAC). Serial numbers are never kept.
#pragma once

#include <string>

#include "host/root.h"

namespace assay::host {

struct MemoryModules {
  std::string modules;   // "8 x 32 GiB DDR4 at 2933 MT/s, 8 slots empty"
  std::string channels;  // that have a module: "8"
};

// What can't be read is "".
MemoryModules read_memory_modules(const Root& root);

}  // namespace assay::host
