// SPDX-License-Identifier: Apache-2.0
// What the control groups that this process stands in allow it: the narrowest limit from its own
// group up to the root, of cgroup v2 and v1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "host/root.h"

namespace assay::host {

struct CgroupLimits {
  std::string version;  // "v2", "v1"; empty: there are none to be seen
  // Empty when the kernel shows no such file; "unlimited", or CPUs as "2.50" and bytes.
  std::string cpus, memory_bytes;
  std::optional<std::uint64_t> throttled_periods;  // since the groups were made
};

CgroupLimits read_cgroup(const Root& root);

}  // namespace assay::host
