// SPDX-License-Identifier: Apache-2.0
// Runs a function for 0..count-1 on at most `jobs` threads. The first exception is thrown again
// after all threads have ended; the rest of the indices is then left out.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace assay::sys {

void for_each_parallel(std::size_t count, unsigned jobs,
                       const std::function<void(std::size_t)>& work);

// CPUs this process may use, at least 1.
unsigned available_cpus();
std::vector<int> allowed_cpus();  // the same, their numbers in ascending order

}  // namespace assay::sys
