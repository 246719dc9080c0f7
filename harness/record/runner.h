// SPDX-License-Identifier: Apache-2.0
// The ways to execute a program: what each is called and what sets it apart. The functions that do
// it stand in the rooms that know how; who composes rooms hands them over (run/runner.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/domain.h"

namespace assay::record {

// Whose kernel the program's system calls reach.
enum class Kernel { of_this_machine, booted, none };

struct Runner {
  std::string_view name;
  std::string_view summary;
  Domain domain{};     // of its numbers
  bool alone = false;  // nothing else may run meanwhile
  Kernel kernel = Kernel::none;

  // Runs cells of systems that boot, and no others.
  constexpr bool boots() const { return kernel == Kernel::booted; }
};

inline constexpr Runner kNative{.name = "native",
                                .summary = "times programs on this machine",
                                .domain = Domain::hw_time,
                                .alone = true,
                                .kernel = Kernel::of_this_machine};
inline constexpr Runner kQemuKvm{
    .name = "qemu-kvm",
    .summary = "times programs inside a system booted under KVM, on this machine's CPU",
    .domain = Domain::hw_time,
    .alone = true,
    .kernel = Kernel::booted};
inline constexpr Runner kQemuUser{.name = "qemu-user",
                                  .summary = "counts instructions under qemu-user",
                                  .domain = Domain::emu_count,
                                  .kernel = Kernel::none};
inline constexpr Runner kQemuSystem{
    .name = "qemu-system",
    .summary = "counts instructions inside a system booted under qemu-system",
    .domain = Domain::emu_count,
    .kernel = Kernel::booted};

// Every runner there is, in order of preference.
inline constexpr const Runner* kRunners[] = {&kNative, &kQemuKvm, &kQemuUser, &kQemuSystem};

const Runner* find_runner(std::string_view name);  // null when unknown
std::vector<std::string> runner_names();

// True when `names`, as given to --runner, holds the runner's name.
bool is_named(const Runner& runner, const std::vector<std::string>& names);

}  // namespace assay::record
