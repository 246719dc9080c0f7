// SPDX-License-Identifier: Apache-2.0
// Work on bytes of strangers, done by a child that can do nothing else: it has the memory of this
// process, no open file but a pipe to it, and walls around it. Not for programs: run_process starts
// those.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "base/units.h"
#include "sys/process.h"

namespace assay::sys {

// Which walls stood. A fault is the kernel's answer (errno) where one did not, 0 where it did.
struct Walls {
  int limits_fault = 0;  // CPU time, memory, files, processes
  int landlock_fault = 0;
  int landlock_version = 0;  // its ABI
  int seccomp_fault = 0;
};

// "rlimits, Landlock ABI 7, seccomp", or "rlimits, seccomp; without Landlock, which this kernel
// does not have".
std::string to_text(const Walls& walls);

// Hands bytes over to the parent.
using Say = std::function<void(std::string_view)>;

struct WalledRequest {
  std::function<void(const Say&)> work;
  base::Bytes output_limit;
  std::chrono::seconds cpu_limit{10};
  base::Bytes memory_limit{256u << 20};
  std::chrono::milliseconds deadline{60'000};
};

struct Walled {
  Walls walls;
  Ended ended;  // .out is what was said. Why::memory, when there was not enough for the work.
};

// Does the work in a child, behind all walls that this machine has. What it throws ends it with
// status 1. Throws Error(missing) when no child can be started, Error(interrupted) after Ctrl-C.
Walled run_walled(const WalledRequest& request);

}  // namespace assay::sys
