// SPDX-License-Identifier: Apache-2.0
// How a system boots: instructions from power-on to each stage, and how large it is. Each boot is
// one execution, so that two of them tell whether it repeats itself.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/outcome.h"
#include "record/record.h"
#include "run/plugin_counts.h"

namespace assay::emulate {

struct BootStage {
  std::string name;                      // as of a benchmark
  std::optional<std::uint64_t> address;  // where it begins; nothing when that can't be told
  std::string missing;                   // then why
};

// start_kernel: the kernel's first function in C, behind firmware and the machine's own entry;
// init and program: their first instruction; first_benchmark: StartKeepRunning of the first one in
// the program, behind all that Google Benchmark does before.
// Programs and System.map as bytes; an empty map is of a kernel that keeps its symbols to itself.
std::vector<BootStage> boot_stages(std::string_view system_map, std::string_view init,
                                   std::string_view program);

// Bytes: the kernel's file, the first file system's, and the machine's memory that is not free when
// init begins.
inline constexpr std::string_view kBootSizes[] = {"kernel_size", "initramfs_size",
                                                  "memory_before_init"};

// One boot: instructions at the address of each stage that was met and each of kBootSizes, or what
// went wrong.
struct CountedBoot {
  base::Outcome outcome;
  std::map<std::uint64_t, std::uint64_t> marks;
  std::map<std::string, std::uint64_t, std::less<>> sizes = {};
};

// Boots twice and fills in those of the benchmarks, by name, that are stages or sizes.
void count_boots(const std::vector<BootStage>& stages, const std::function<CountedBoot()>& boot,
                 std::map<std::string, record::Benchmark*>& benchmarks);

// Where a function stands, from what the kernel's link leaves (System.map). Nothing when it is not
// there.
std::optional<std::uint64_t> kernel_function(std::string_view system_map, std::string_view name);

}  // namespace assay::emulate
