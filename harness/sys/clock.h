// SPDX-License-Identifier: Apache-2.0
// The clocks of this machine, read in one place.
#pragma once

#include <chrono>
#include <string>

namespace assay::sys {

std::string utc_now();  // "2026-11-24T05:00:00Z"
std::chrono::nanoseconds monotonic_now();
std::chrono::nanoseconds process_cpu();  // user + system of this process, children not counted

}  // namespace assay::sys
