// SPDX-License-Identifier: Apache-2.0
#include "host/state.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/number.h"
#include "base/text.h"
#include "host/cgroup.h"
#include "host/clock_cost.h"
#include "host/topology.h"

namespace assay::host {
namespace {

// "some avg10=0.53 avg60=..." -> "0.53": percent of the last 10 s in which somebody waited.
std::string pressure(const Root& root, std::string_view resource) {
  const auto text = root.read(fmt::format("/proc/pressure/{}", resource)).value_or("");
  const std::string_view before = "some avg10=";
  if (!text.starts_with(before)) return {};
  const auto value = text.substr(before.size(), text.find(' ', before.size()) - before.size());
  return base::to_double(value) ? value : std::string();
}

// Of the time since the boot, what the hypervisor gave to others: field 8 of user, nice, system,
// idle, iowait, irq, softirq, steal; the guest's own guests are in user already (proc(5)).
std::string steal_percent(const Root& root) {
  const auto text = root.read("/proc/stat").value_or("");
  std::vector<double> ticks;
  for (const auto& word : base::split(text.substr(0, text.find('\n')), ' ')) {
    if (const auto value = base::to_uint64(word)) ticks.push_back(static_cast<double>(*value));
  }
  if (!text.starts_with("cpu ") || ticks.size() < 8) return {};
  double all = 0;
  for (std::size_t at = 0; at < 8; ++at) all += ticks[at];
  return all > 0 ? fmt::format("{:.2f}", 100 * ticks[7] / all) : std::string();
}

// The hottest of the thermal zones and of the sensors of drivers; both in thousandths of a degree.
std::string temperature(const Root& root) {
  std::optional<double> hottest;
  const auto look = [&](const std::string& path) {
    const auto value = base::to_double(root.read(path).value_or(""));
    if (value && *value > 0 && *value < 200e3) hottest = std::max(hottest.value_or(0), *value);
  };
  for (const auto& zone : root.list("/sys/class/thermal")) {
    if (zone.starts_with("thermal_zone")) look(fmt::format("/sys/class/thermal/{}/temp", zone));
  }
  for (const auto& chip : root.list("/sys/class/hwmon")) {
    for (const auto& name : root.list("/sys/class/hwmon/" + chip)) {
      if (name.starts_with("temp") && name.ends_with("_input")) {
        look(fmt::format("/sys/class/hwmon/{}/{}", chip, name));
      }
    }
  }
  return hottest ? fmt::format("{:.0f}", *hottest / 1e3) : std::string();
}

std::string swap_used_bytes(const Root& root) {
  std::optional<std::uint64_t> total, free;
  for (const auto& line : base::split(root.read("/proc/meminfo").value_or(""), '\n')) {
    const auto value = [&]() -> std::optional<std::uint64_t> {
      const auto words =
          base::split(base::trim(std::string_view(line).substr(line.find(':') + 1)), ' ');
      return words.empty() ? std::nullopt : base::to_uint64(words.front());
    };
    if (line.starts_with("SwapTotal:")) total = value();
    if (line.starts_with("SwapFree:")) free = value();
  }
  if (!total || !free || *free > *total) return {};
  return fmt::format("{}", (*total - *free) * 1024);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> read_state(const Root& root, unsigned first_cpu) {
  std::vector<std::pair<std::string, std::string>> state;
  const auto add = [&](std::string key, std::string value) {
    state.emplace_back(std::move(key), base::printable(value, 80));
  };
  const auto loads = base::split(root.read("/proc/loadavg").value_or(""), ' ');
  add("load", loads.size() < 3 ? "" : fmt::format("{} {} {}", loads[0], loads[1], loads[2]));
  for (const char* resource : {"cpu", "memory", "io"}) {
    add(fmt::format("pressure.{}", resource), pressure(root, resource));
  }
  add("steal_percent", steal_percent(root));
  const auto throttled = read_cgroup(root).throttled_periods;
  add("cgroup_throttled_periods", throttled ? fmt::format("{}", *throttled) : "");
  add("temperature_c", temperature(root));
  add("thermal_throttles",
      root.read(cpu_path(first_cpu, "thermal_throttle/package_throttle_count")).value_or(""));
  add("frequency_khz", root.read(cpu_path(first_cpu, "cpufreq/scaling_cur_freq")).value_or(""));
  add("swap_used_bytes", swap_used_bytes(root));
  std::optional<ClockCost> clock;  // measured once, for both keys, and only on the live machine
  const auto nanoseconds = [&](auto member) {
    return [&clock, member] {
      if (!clock) clock = measure_clock();
      return fmt::format("{}", ((*clock).*member).count());
    };
  };
  add("clock_cost_ns",
      root.observe("clock.cost_ns", nanoseconds(&ClockCost::per_reading)).value_or(""));
  add("clock_tick_ns", root.observe("clock.tick_ns", nanoseconds(&ClockCost::tick)).value_or(""));
  return state;
}

}  // namespace assay::host
