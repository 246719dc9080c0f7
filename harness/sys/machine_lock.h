// SPDX-License-Identifier: Apache-2.0
// One measurement at a time on a machine, over all users, without writing anywhere: a lock on the
// root folder itself, which everybody may open. Who holds it stands in /proc/locks.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "sys/descriptor.h"

namespace assay::sys {

// "assay-kit (process 4711) of user alice", as far as /proc tells; "another process" where it tells
// nothing.
using Waiting = std::function<void(const std::string& for_whom)>;

// What a program says while it waits, before for whom: whoever reads its log far away knows it by
// these words.
inline constexpr std::string_view kWaitsForMachine =
    "waiting for another measurement on this machine: ";

class MachineLock {
 public:
  // Waits at most this long; tells at once for whom, and again when that has changed. Throws
  // Error(missing) when it takes longer, naming the holder, and Error(interrupted) on Ctrl-C.
  MachineLock(std::chrono::seconds patience, const Waiting& waiting);

 private:
  Descriptor root_;
};

}  // namespace assay::sys
