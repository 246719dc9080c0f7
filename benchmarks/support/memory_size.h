// SPDX-License-Identifier: Apache-2.0
// How large an array must be to lie in memory, not in a cache: four times the last-level caches
// that this process can use, and 256 MiB at least. It takes no more than a fifth of the memory that
// is free and allowed, since a kernel has up to three such arrays. What is then smaller than twice
// the caches would show them, and is not measured.
#pragma once

#include <sys/resource.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sysfs.h"

namespace assay {

inline constexpr std::uint64_t kLeastArray = std::uint64_t{256} << 20;

struct ArraySize {
  std::uint64_t bytes = 0;        // as many as there should be, and are allowed
  std::uint64_t least_bytes = 0;  // fewer would show a cache
  std::uint64_t cache_bytes = 0;  // 0: the machine states none
  std::uint64_t free_bytes = 0;

  bool is_enough(std::uint64_t array_bytes) const { return array_bytes >= least_bytes; }
};

inline ArraySize array_size(std::uint64_t cache_bytes, std::uint64_t free_bytes) {
  const std::uint64_t wanted = std::max(4 * cache_bytes, kLeastArray);
  std::uint64_t most = free_bytes / 5;
  // Its upper three bits, so that a little more or less of free memory makes the same size.
  if (most > 7) most &= ~std::uint64_t{0} << (std::bit_width(most) - 3);
  constexpr std::uint64_t kStep = 65536;  // whole pages everywhere
  return {.bytes = std::min(wanted, most) / kStep * kStep,
          .least_bytes = cache_bytes == 0 ? kLeastArray : 2 * cache_bytes,
          .cache_bytes = cache_bytes,
          .free_bytes = free_bytes};
}

// The last-level caches of these CPUs, each once. 0 where one is not stated: the sum of the others
// would be too small.
inline std::uint64_t last_level_bytes(const Sysfs& sysfs, const std::vector<int>& cpus) {
  std::set<std::pair<std::uint64_t, std::string>> seen;  // level, and who shares it
  std::uint64_t sum = 0;
  for (const int cpu : cpus) {
    const std::string caches = "/sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/cache/index";
    std::uint64_t last = 0;
    std::string folder;
    for (int index = 0;; ++index) {
      const std::string one = caches + std::to_string(index);
      const auto level = sysfs.number(one + "/level");
      if (!level) break;
      if (sysfs.text(one + "/type") == "Instruction" || *level <= last) continue;
      last = *level;
      folder = one;
    }
    if (last == 0) return 0;
    const auto bytes = sysfs.number(folder + "/size");
    if (!bytes || *bytes == 0) return 0;
    const std::string shared =
        sysfs.text(folder + "/shared_cpu_list").value_or(std::to_string(cpu));
    if (seen.emplace(last, shared).second) sum += *bytes;
  }
  return sum;
}

// What the control groups around this process leave it. What is cached of files, and not in use,
// can be dropped.
inline std::uint64_t left_by_groups(const Sysfs& sysfs) {
  std::uint64_t left = std::numeric_limits<std::uint64_t>::max();
  const auto look = [&](const std::string& folder, const char* limit, const char* usage,
                        const char* droppable) {
    const auto most = sysfs.number(folder + limit);  // nothing for "max"
    if (!most) return;
    const std::uint64_t used = sysfs.number(folder + usage).value_or(0);
    const std::uint64_t cached = sysfs.field(folder + "/memory.stat", droppable).value_or(0);
    const std::uint64_t kept = used - std::min(used, cached);
    left = std::min(left, *most - std::min(*most, kept));
  };
  const std::string groups = sysfs.text("/proc/self/cgroup").value_or("");
  for (std::size_t at = 0; at < groups.size();) {
    const std::size_t end = std::min(groups.find('\n', at), groups.size());
    const std::string line = groups.substr(at, end - at);  // "0::/a/b" or "4:memory,cpu:/a/b"
    at = end + 1;
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string kinds = ',' + line.substr(first + 1, second - first - 1) + ',';
    const bool unified = kinds == ",,", memory = kinds.find(",memory,") != std::string::npos;
    if (!unified && !memory) continue;
    // Up to the root, where a container has its own limit.
    for (std::string path = line.substr(second + 1);; path.erase(path.rfind('/'))) {
      if (unified) {
        look("/sys/fs/cgroup" + path, "/memory.max", "/memory.current", "inactive_file");
      } else {
        look("/sys/fs/cgroup/memory" + path, "/memory.limit_in_bytes", "/memory.usage_in_bytes",
             "total_inactive_file");
      }
      if (path.find('/') == std::string::npos) break;
    }
  }
  return left;
}

// `limits`: of the process itself. Half of the addresses is what a 32-bit process can use.
inline std::uint64_t free_bytes(const Sysfs& sysfs, const std::vector<std::uint64_t>& limits) {
  std::uint64_t free = sysfs.field("/proc/meminfo", "MemAvailable:").value_or(0);
  free = std::min(
      {free, left_by_groups(sysfs), std::uint64_t{std::numeric_limits<std::size_t>::max() / 2}});
  for (const std::uint64_t limit : limits) free = std::min(free, limit);
  return free;
}

inline std::vector<std::uint64_t> process_limits() {
  std::vector<std::uint64_t> limits;
  for (const auto which : {RLIMIT_AS, RLIMIT_DATA}) {
    rlimit limit{};
    if (getrlimit(which, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
      limits.push_back(limit.rlim_cur);
  }
  return limits;
}

inline ArraySize array_size_here() {
  const Sysfs sysfs;
  CpuMask usable;
  const std::uint64_t caches = usable.read() ? last_level_bytes(sysfs, usable.cpus()) : 0;
  return array_size(caches, free_bytes(sysfs, process_limits()));
}

}  // namespace assay
