// SPDX-License-Identifier: Apache-2.0
// The clocks of this machine, read in one place.
#pragma once

#include <chrono>
#include <string>

namespace assay::sys {

std::string utc_now();  // "2026-11-24T05:00:00Z"
std::chrono::nanoseconds monotonic_now();
// Since this machine was started, with the time that it slept. Nobody can set it.
std::chrono::nanoseconds since_boot();

}  // namespace assay::sys
