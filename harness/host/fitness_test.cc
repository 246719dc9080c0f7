// SPDX-License-Identifier: Apache-2.0
#include "host/fitness.h"

#include <gmock/gmock.h>

namespace assay::host {
namespace {

Condition find(const record::Host& host, const std::string& what) {
  for (const auto& condition : judge_fitness(host)) {
    if (condition.what == what) return condition;
  }
  return {what, "no such condition", Fitness::unknown, ""};
}

record::Host quiet_machine() {
  record::Host host;
  host.host_class = "bare-metal-claimed";
  host.fingerprint = {{"governor", "performance"},  {"boost", "off"},      {"smt", "0"},
                      {"isolated_cpus", "2-3"},     {"aslr", "2"},         {"thp", "madvise"},
                      {"cgroup_cpus", "unlimited"}, {"clocksource", "tsc"}};
  host.readings = {{.at = "2026-11-24T05:00:00Z",
                    .values = {{"load", "0.02 0.10 0.20"},
                               {"pressure.cpu", "0.00"},
                               {"steal_percent", "0.00"},
                               {"cgroup_throttled_periods", "0"},
                               {"thermal_throttles", "0"},
                               {"temperature_c", "41"},
                               {"swap_used_bytes", "0"},
                               {"clock_cost_ns", "25"},
                               {"clock_tick_ns", "10"}}}};
  return host;
}

TEST(Fitness, AQuietMachineIsGoodThroughout) {
  for (const auto& condition : judge_fitness(quiet_machine())) {
    EXPECT_EQ(condition.fitness, Fitness::good) << condition.what << ": " << condition.found;
    EXPECT_EQ(condition.help, "") << condition.what;
  }
}

TEST(Fitness, WhatDisturbsSaysWhatWouldHelp) {
  auto host = quiet_machine();
  host.fingerprint[0].second = "performance, powersave";
  host.readings[0].values[0].second = "7.50 1.00 1.00";
  EXPECT_EQ(find(host, "frequency governor").fitness, Fitness::disturbs);
  EXPECT_EQ(find(host, "frequency governor").help, "cpupower frequency-set -g performance");
  EXPECT_EQ(find(host, "load").fitness, Fitness::disturbs);
  EXPECT_EQ(find(host, "boost").fitness, Fitness::good);
}

TEST(Fitness, WhatCouldNotBeReadIsUnknownAndNeverGood) {
  record::Host host;
  for (const auto& condition : judge_fitness(host)) {
    if (condition.what == "container") continue;  // absence of signs is all there ever is
    EXPECT_EQ(condition.fitness, Fitness::unknown) << condition.what;
    EXPECT_EQ(condition.found, "not readable") << condition.what;
  }
}

TEST(Fitness, AnEmulatorsTimesSayNothing) {
  auto host = quiet_machine();
  host.host_class = "emulated";
  EXPECT_EQ(find(host, "class").fitness, Fitness::disturbs);
  EXPECT_THAT(find(host, "class").help, testing::HasSubstr("count instructions"));
}

}  // namespace
}  // namespace assay::host
