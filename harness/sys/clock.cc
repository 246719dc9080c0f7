// SPDX-License-Identifier: Apache-2.0
#include "sys/clock.h"

#include <fmt/chrono.h>

#include <ctime>

#include "base/ensure.h"

namespace assay::sys {
namespace {

std::chrono::nanoseconds read(clockid_t clock) {
  timespec now{};
  base::ensure(clock_gettime(clock, &now) == 0, "Linux has this clock");
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  base::ensure(gmtime_r(&now, &utc) != nullptr, "the year fits into an int");
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", utc);
}

std::chrono::nanoseconds monotonic_now() { return read(CLOCK_MONOTONIC); }

}  // namespace assay::sys
