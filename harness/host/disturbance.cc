// SPDX-License-Identifier: Apache-2.0
#include "host/disturbance.h"

#include <fmt/format.h>

#include "base/number.h"
#include "base/text.h"

namespace assay::host {
namespace {

constexpr double kMostStolen = 0.01, kMostWaiting = 0.1;

// "cpu  user nice system idle iowait irq softirq steal ...".
void read_ticks(const Root& root, Counters& counters) {
  constexpr std::size_t kSteal = 7, kFields = 8;
  const std::string text = root.read("/proc/stat").value_or("");
  if (!text.starts_with("cpu ")) return;
  std::size_t field = 0;
  for (const auto& word : base::split(text.substr(0, text.find('\n')), ' ')) {
    const auto ticks = base::to_uint64(word);
    if (!ticks || field == kFields) continue;
    counters.all_ticks += *ticks;
    if (field == kSteal) counters.stolen_ticks = *ticks;
    ++field;
  }
}

// "some avg10=0.00 avg60=0.00 avg300=0.00 total=1234": microseconds.
std::optional<std::uint64_t> read_waiting(const Root& root) {
  const std::string text = root.read("/proc/pressure/cpu").value_or("");
  constexpr std::string_view kTotal = " total=";
  const std::string some = text.substr(0, text.find('\n'));
  const std::size_t at = some.find(kTotal);
  if (!some.starts_with("some ") || at == std::string::npos) return std::nullopt;
  return base::to_uint64(base::trim(some.substr(at + kTotal.size())));
}

std::uint64_t read_throttles(const Root& root) {
  std::uint64_t sum = 0;
  for (const std::string& cpu : root.list("/sys/devices/system/cpu")) {
    if (!cpu.starts_with("cpu") || !base::to_uint64(cpu.substr(3))) continue;
    const auto count = root.read(
        fmt::format("/sys/devices/system/cpu/{}/thermal_throttle/core_throttle_count", cpu));
    sum += base::to_uint64(count.value_or("")).value_or(0);
  }
  return sum;
}

}  // namespace

Counters read_counters(const Root& root) {
  Counters counters;
  read_ticks(root, counters);
  counters.waiting_us = read_waiting(root);
  counters.throttles = read_throttles(root);
  return counters;
}

record::Busy busy_between(const Counters& before, const Counters& after,
                          std::chrono::nanoseconds elapsed) {
  const auto grown = [](std::uint64_t from, std::uint64_t to) {
    return to > from ? static_cast<double>(to - from) : 0;
  };
  const double ticks = grown(before.all_ticks, after.all_ticks);
  const double stolen = grown(before.stolen_ticks, after.stolen_ticks);
  if (ticks > 0 && stolen > kMostStolen * ticks) return record::Busy::stolen;
  if (before.waiting_us && after.waiting_us) {
    const double waiting = 1000 * grown(*before.waiting_us, *after.waiting_us);
    if (waiting > kMostWaiting * static_cast<double>(elapsed.count())) {
      return record::Busy::crowded;
    }
  }
  return after.throttles > before.throttles ? record::Busy::throttled : record::Busy::no;
}

}  // namespace assay::host
