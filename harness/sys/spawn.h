// SPDX-License-Identifier: Apache-2.0
// The start of one child process and what there is to say at its end, for process and
// background_process.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "sys/descriptor.h"
#include "sys/left_over.h"
#include "sys/process.h"

namespace assay::sys {

struct Spawned {
  pid_t id = 0;         // also its process group
  Descriptor out, err;  // our ends of the pipes, never blocking
  Mark mark{};          // of it and all its descendants
};

// Throws Error(missing) when the program can't be started.
Spawned spawn(const ProcessRequest& request);

// With SIGCHLD ignored (some launchers leave it so) the kernel reaps children and their status is
// lost. Before a child is started.
void keep_child_status();

// Waits for its end and fills in cpu, and status or signal.
void reap(pid_t child, Ended& ended);

// Reads once what stands in the pipe; what goes beyond `limit` is dropped, and `cut` says so. How
// many bytes, 0 at the end of the stream, nothing if not now.
std::optional<std::size_t> read_output(const Descriptor& from, std::string& into,
                                       std::uint64_t limit, bool& cut);

}  // namespace assay::sys
