// SPDX-License-Identifier: Apache-2.0
#include "host/fitness.h"

#include <fmt/format.h>

#include "base/number.h"
#include "base/text.h"

namespace assay::host {
namespace {

using record::fingerprint_value;
using record::Host;
using record::state_value;

class Conditions {
 public:
  // `found` empty: it could not be read. `help` is left out when good.
  void add(std::string what, std::string found, bool good, std::string help) {
    if (found.empty()) {
      all_.push_back({std::move(what), "not readable", Fitness::unknown,
                      "can be neither seen nor controlled from here"});
    } else {
      all_.push_back({std::move(what), std::move(found), good ? Fitness::good : Fitness::disturbs,
                      good ? std::string() : std::move(help)});
    }
  }
  std::vector<Condition> take() { return std::move(all_); }

 private:
  std::vector<Condition> all_;
};

// No more than `most`; false for what is not a number.
bool at_most(const std::string& text, double most) {
  const auto value = base::to_double(text);
  return value && *value <= most;
}

std::string with(const std::string& value, std::string_view unit) {
  return value.empty() ? value : fmt::format("{}{}", value, unit);
}

void add_kind(const Host& host, Conditions& conditions) {
  conditions.add(
      "class", host.host_class, host.host_class == "bare-metal-claimed",
      host.host_class == "emulated"
          ? "times measured in an emulator do not apply to a real CPU: count instructions instead"
          : "the hypervisor's other guests can't be seen: compare in pairs, or use a "
            "machine of your own");
  std::string container = "none found";
  for (const auto& sign : host.evidence) {
    if (sign.signal.starts_with("container")) container = sign.value;
  }
  conditions.add(
      "container", container, container == "none found",
      "limits and other containers may not be visible from inside: measure outside the container");
}

void judge_settings(const Host& host, Conditions& conditions) {
  const auto value = [&](std::string_view key) { return fingerprint_value(host, key); };
  conditions.add("frequency governor", value("governor"), value("governor") == "performance",
                 "cpupower frequency-set -g performance");
  conditions.add(
      "boost", value("boost"), value("boost") == "off",
      "echo 0 > /sys/devices/system/cpu/cpufreq/boost, or 1 > .../intel_pstate/no_turbo");
  const auto smt = value("smt");
  conditions.add("SMT",
                 smt == "1"   ? "on"
                 : smt == "0" ? "off"
                              : smt,
                 smt == "0",
                 "leave the measured core's other thread idle, or echo off > "
                 "/sys/devices/system/cpu/smt/control");
  conditions.add("isolated CPUs", value("isolated_cpus"), value("isolated_cpus") != "none",
                 "boot with isolcpus= and nohz_full= for the CPUs that measure");
  // Many layouts average out, a single one biases all samples alike (Mytkowicz et al. 2009).
  const auto aslr = value("aslr");
  conditions.add("ASLR", aslr, aslr == "2", "sysctl kernel.randomize_va_space=2");
  const auto thp = value("thp");
  conditions.add("transparent huge pages", thp, !thp.empty() && thp != "always",
                 "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled");
  if (const auto nodes = value("numa_nodes"); !nodes.empty() && nodes != "1") {
    const auto balancing = value("numa_balancing");
    conditions.add("NUMA balancing", balancing, balancing == "0", "sysctl kernel.numa_balancing=0");
  }
  conditions.add(
      "CPU quota", value("cgroup_cpus"), value("cgroup_cpus") == "unlimited",
      "raise the control group's cpu.max: a process that reaches the quota is stopped for a while");
}

void add_clock(const Host& host, Conditions& conditions) {
  const auto source = fingerprint_value(host, "clocksource");
  const auto cost = state_value(host, "clock_cost_ns"), tick = state_value(host, "clock_tick_ns");
  std::string found;
  if (!cost.empty()) found = fmt::format("{} ns per reading, steps of {} ns", cost, tick);
  if (!source.empty() && !found.empty()) found = source + ", " + found;
  // A system call costs more than 100 ns, a clock that is read without one less.
  conditions.add(
      "clock", found, at_most(cost, 100) && at_most(tick, 1000),
      "use a clock source that needs no system call, such as tsc: see available_clocksource");
}

void add_state(const Host& host, Conditions& conditions) {
  const auto value = [&](std::string_view key) { return state_value(host, key); };
  const auto load = value("load");
  conditions.add("load", load, at_most(load.substr(0, load.find(' ')), 0.5),
                 "wait until other work has finished");
  conditions.add("CPU pressure", with(value("pressure.cpu"), " % of the last 10 s"),
                 at_most(value("pressure.cpu"), 1), "wait until other work has finished");
  conditions.add("steal", with(value("steal_percent"), " % since the boot"),
                 at_most(value("steal_percent"), 0.1), "use a guest with dedicated CPUs");
  conditions.add("throttled by the quota", with(value("cgroup_throttled_periods"), " times"),
                 value("cgroup_throttled_periods") == "0", "raise the control group's cpu.max");
  conditions.add("throttled by heat", with(value("thermal_throttles"), " times since the boot"),
                 value("thermal_throttles") == "0", "improve the cooling, or lower the frequency");
  conditions.add("temperature", with(value("temperature_c"), " C"),
                 at_most(value("temperature_c"), 85),
                 "improve the cooling, or let the machine cool down first");
  conditions.add("swap in use", with(value("swap_used_bytes"), " bytes"),
                 value("swap_used_bytes") == "0", "run swapoff -a, if there is enough memory");
}

}  // namespace

std::vector<Condition> judge_fitness(const Host& host) {
  Conditions conditions;
  add_kind(host, conditions);
  judge_settings(host, conditions);
  add_clock(host, conditions);
  add_state(host, conditions);
  return conditions.take();
}

std::string_view to_text(Fitness fitness) {
  if (fitness == Fitness::good) return "good";
  return fitness == Fitness::disturbs ? "disturbs" : "unknown";
}

}  // namespace assay::host
