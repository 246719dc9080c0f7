// SPDX-License-Identifier: Apache-2.0
#include "run/runners.h"

#include <algorithm>

#include "base/ensure.h"
#include "run/native.h"
#include "run/qemu_kvm.h"
#include "run/qemu_system.h"
#include "run/qemu_user.h"

namespace assay::run {
namespace {

constexpr RunnerEntry kRunners[] = {
    {"native", "times programs on this machine", "hw_time", true, false, can_run_native,
     native_depends_on, run_native},
    {"qemu-kvm", "times programs inside a system booted under KVM, on this machine's CPU",
     "hw_time", true, true, can_run_qemu_kvm, qemu_kvm_depends_on, run_qemu_kvm},
    {"qemu-user", "counts instructions under qemu-user", "emu_count", false, false,
     can_run_qemu_user, qemu_user_depends_on, run_qemu_user},
    {"qemu-system", "counts instructions inside a system booted under qemu-system", "emu_count",
     false, true, can_run_qemu_system, qemu_system_depends_on, run_qemu_system},
};

}  // namespace

std::span<const RunnerEntry> runner_table() { return kRunners; }

const RunnerEntry* find_runner(std::string_view name) {
  const auto* found = std::ranges::find(kRunners, name, &RunnerEntry::name);
  return found == std::end(kRunners) ? nullptr : found;
}

std::vector<Runner> runners() {
  std::vector<Runner> result;
  for (const RunnerEntry& entry : kRunners) {
    result.push_back({std::string(entry.name), std::string(entry.summary), entry.boots});
  }
  return result;
}

bool is_named(const std::vector<std::string>& asked, std::string_view runner) {
  return std::ranges::find(asked, runner) != asked.end();
}

base::Outcome can_run(const std::string& runner, const catalog::Target& target,
                      const record::Capabilities& capabilities, const record::Host& host) {
  const RunnerEntry* entry = find_runner(runner);
  base::ensure(entry != nullptr, "a runner's name is checked where it is given");
  return entry->can_run(target, capabilities, host);
}

}  // namespace assay::run
