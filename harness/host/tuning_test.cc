// SPDX-License-Identifier: Apache-2.0
#include "host/tuning.h"

#include <gmock/gmock.h>

#include "sys/files.h"

namespace assay::host {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> lines(const std::vector<Tuning>& all) {
  std::vector<std::string> result;
  for (const auto& each : all) {
    result.push_back(each.what + ": " + each.now + " -> " + each.wanted);
  }
  return result;
}

TEST(Tunings, AreWhatStandsOtherwiseThanItShould) {
  const sys::TemporaryFolder folder;
  const auto file = [&](const std::string& path, const std::string& text) {
    sys::write_whole(folder.path() / path, text + "\n");
  };
  const std::string cpus = "sys/devices/system/cpu/";
  for (const std::string policy : {"policy0/", "policy4/"}) {
    file(cpus + "cpufreq/" + policy + "scaling_available_governors", "powersave performance");
    file(cpus + "cpufreq/" + policy + "scaling_governor",
         policy == "policy0/" ? "powersave" : "performance");
    file(cpus + "cpufreq/" + policy + "scaling_min_freq", "800000");
    file(cpus + "cpufreq/" + policy + "scaling_max_freq", "2600000");
  }
  file(cpus + "cpufreq/boost", "1");
  file(cpus + "intel_pstate/no_turbo", "1");
  file("sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never");
  file("proc/sys/kernel/randomize_va_space", "0");
  EXPECT_THAT(lines(tunings(Root(folder.path()))),
              ElementsAre("governor of policy0: powersave -> performance",
                          "lowest frequency of policy0: 800000 -> 2600000",
                          "lowest frequency of policy4: 800000 -> 2600000", "boost: 1 -> 0",
                          "transparent huge pages: always -> madvise",
                          "address space randomisation: 0 -> 2"));
}

TEST(Tunings, WhatIsNotThereIsNotWanted) {
  const sys::TemporaryFolder folder;
  EXPECT_THAT(tunings(Root(folder.path())), IsEmpty());
  sys::write_whole(folder.path() / "sys/devices/system/cpu/cpufreq/policy0/scaling_governor",
                   "schedutil\n");
  sys::write_whole(folder.path() / "sys/kernel/mm/transparent_hugepage/enabled",
                   "always madvise [never]\n");
  EXPECT_THAT(tunings(Root(folder.path())), IsEmpty());
}

}  // namespace
}  // namespace assay::host
