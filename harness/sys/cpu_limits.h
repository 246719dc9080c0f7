// SPDX-License-Identifier: Apache-2.0
// Which CPUs a process is held to. What it may use at all is told by parallel.h.
#pragma once

#include <vector>

namespace assay::sys {

// This thread, and what it starts from now on, use these only. Throws Error(missing) when this
// machine has none of them.
void use_only_cpus(const std::vector<int>& cpus);

}  // namespace assay::sys
