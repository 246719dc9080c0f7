// SPDX-License-Identifier: Apache-2.0
// The start of one child process, used by process alone: what happens between fork and exec.
#pragma once

#include <sys/types.h>

#include "sys/descriptor.h"
#include "sys/process.h"

namespace assay::sys {

struct Spawned {
  pid_t id = 0;         // also its process group
  Descriptor out, err;  // our ends of the pipes, never blocking
  Descriptor ended;     // readable when it has ended; none on a kernel before 5.3
};

// Throws Error(missing) when the program can't be started.
Spawned spawn(const ProcessRequest& request);

}  // namespace assay::sys
