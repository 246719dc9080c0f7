// SPDX-License-Identifier: Apache-2.0
// /proc/cpuinfo of every architecture: what it says of the first CPU, and which CPUs differ in what
// they are. It names nothing and judges nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::host {

// No kernel comes near; a copy can be anything.
inline constexpr std::uint32_t kMostCpus = 65536;

// What tells one kind of core from another.
struct CoreKey {
  std::string vendor;  // "CPU implementer", mvendorid
  std::string core;    // "CPU part", marchid, PRID
  std::string told;    // a name in words: uarch, "Model Name", "model name"
  friend bool operator==(const CoreKey&, const CoreKey&) = default;
};

struct CoreGroup {
  CoreKey key;
  std::vector<unsigned> cpus;
};

struct CpuInfo {
  // "key : value" of the first CPU, and of what stands before and behind all CPUs.
  std::vector<std::pair<std::string, std::string>> pairs;
  std::vector<CoreGroup> groups;           // in the order of their first CPU
  std::vector<std::string> feature_lists;  // each different one
  std::vector<unsigned> cpus;              // as numbered by `processor`
  std::size_t packages = 0, cores = 0;     // 0: not told

  std::string value(std::string_view key) const;  // "" when it has no such key
};

// What a CPU does not say is what the one before it said: copies leave out lines that repeat.
CpuInfo parse_cpuinfo(std::string_view text);

// The architecture that only such a text has, as uname names it; "" when it can't be told.
std::string architecture_of(const CpuInfo& info);

// 0-2,8 of 0 1 2 8.
std::string cpulist_of(const std::vector<unsigned>& cpus);

}  // namespace assay::host
