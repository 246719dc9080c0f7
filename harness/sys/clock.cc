// SPDX-License-Identifier: Apache-2.0
#include "sys/clock.h"

#include <fmt/format.h>

#include <ctime>

#include "base/ensure.h"

namespace assay::sys {
namespace {

std::chrono::nanoseconds now_of(clockid_t clock) {
  timespec now{};
  base::ensure(clock_gettime(clock, &now) == 0, "Linux has this clock");
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace

// Without gmtime(), which reads /etc/localtime first.
std::string utc_now() {
  using namespace std::chrono;
  const auto now = floor<seconds>(system_clock::now());
  const auto midnight = floor<days>(now);
  const year_month_day date(midnight);
  const hh_mm_ss time(now - midnight);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::chrono::nanoseconds monotonic_now() { return now_of(CLOCK_MONOTONIC); }

std::chrono::nanoseconds since_boot() { return now_of(CLOCK_BOOTTIME); }

}  // namespace assay::sys
