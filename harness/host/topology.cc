// SPDX-License-Identifier: Apache-2.0
#include "host/topology.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "base/number.h"
#include "base/text.h"

namespace assay::host {
namespace {

constexpr std::uint64_t kMostCpus = 65536;

// How many groups the CPUs fall into, each CPU naming its group's members in `file`: one read a
// group, since machines have hundreds of CPUs.
std::optional<std::size_t> count_groups(const Root& root, const std::vector<unsigned>& cpus,
                                        std::string_view file) {
  std::set<unsigned> seen;
  std::size_t groups = 0;
  for (const auto cpu : cpus) {
    if (seen.contains(cpu)) continue;
    const auto members = root.read(cpu_path(cpu, file));
    if (!members) return std::nullopt;
    for (const auto member : parse_cpulist(*members)) seen.insert(member);
    seen.insert(cpu);
    ++groups;
  }
  if (groups == 0) return std::nullopt;
  return groups;
}

// "32K", "1024K", "1M" as sysfs writes sizes of caches.
std::optional<base::Bytes> parse_size(std::string_view text) {
  unsigned shift = 0;
  if (text.ends_with('K')) shift = 10;
  if (text.ends_with('M')) shift = 20;
  if (shift != 0) text.remove_suffix(1);
  const auto value = base::to_uint64(text);
  if (!value || *value == 0 || *value > std::uint64_t{1} << 40) return std::nullopt;
  return base::Bytes{*value << shift};
}

std::vector<Cache> caches_in_sysfs(const Root& root, unsigned cpu) {
  std::vector<Cache> caches;
  const auto folder = cpu_path(cpu, "cache");
  for (const auto& index : root.list(folder)) {
    if (!index.starts_with("index")) continue;
    const auto value = [&](std::string_view name) {
      return root.read(fmt::format("{}/{}/{}", folder, index, name)).value_or("");
    };
    const auto size = parse_size(value("size"));
    const auto level = value("level"), type = value("type");
    if (!size || level.empty()) continue;
    Cache cache{.name = "L" + level, .size = *size, .line = {}, .shared_by = {}};
    if (type == "Data") cache.name += 'd';
    if (type == "Instruction") cache.name += 'i';
    cache.line = parse_size(value("coherency_line_size"));
    if (const auto cpus = parse_cpulist(value("shared_cpu_list")); !cpus.empty()) {
      cache.shared_by = cpus.size();
    }
    caches.push_back(std::move(cache));
  }
  return caches;
}

// Guests often have no cache folder in sysfs; the C library then asks the CPU itself.
std::vector<Cache> caches_of_the_c_library(const Root& root) {
  std::vector<Cache> caches;
#ifdef _SC_LEVEL1_DCACHE_SIZE
  const auto add = [&](const char* name, int size, int line) {
    const auto bytes = [&](const char* what, int which) {
      return parse_size(root.observe(fmt::format("cache.{}.{}", name, what),
                                     [&] {
                                       const long value = sysconf(which);
                                       return value > 0 ? fmt::format("{}", value) : std::string();
                                     })
                            .value_or(""));
    };
    if (const auto known = bytes("size", size)) {
      caches.push_back(
          {.name = name, .size = *known, .line = bytes("line", line), .shared_by = {}});
    }
  };
  add("L1d", _SC_LEVEL1_DCACHE_SIZE, _SC_LEVEL1_DCACHE_LINESIZE);
  add("L1i", _SC_LEVEL1_ICACHE_SIZE, _SC_LEVEL1_ICACHE_LINESIZE);
  add("L2", _SC_LEVEL2_CACHE_SIZE, _SC_LEVEL2_CACHE_LINESIZE);
  add("L3", _SC_LEVEL3_CACHE_SIZE, _SC_LEVEL3_CACHE_LINESIZE);
#endif
  return caches;
}

}  // namespace

std::vector<unsigned> parse_cpulist(std::string_view text) {
  std::vector<unsigned> cpus;
  for (const auto& part : base::split(base::trim(text), ',')) {
    const auto dash = part.find('-');
    const auto first = base::to_uint64(std::string_view(part).substr(0, dash));
    const auto last = dash == std::string::npos
                          ? first
                          : base::to_uint64(std::string_view(part).substr(dash + 1));
    if (!first || !last || *last < *first || *last >= kMostCpus) return {};
    for (auto cpu = *first; cpu <= *last && cpus.size() < kMostCpus; ++cpu) {
      cpus.push_back(static_cast<unsigned>(cpu));
    }
  }
  return cpus;
}

std::string cpu_path(unsigned number, std::string_view rest) {
  return fmt::format("/sys/devices/system/cpu/cpu{}/{}", number, rest);
}

Topology read_topology(const Root& root) {
  Topology found;
  found.online = parse_cpulist(root.read("/sys/devices/system/cpu/online").value_or(""));
  // The names that every kernel has; since 5.3 also core_cpus_list and package_cpus_list.
  found.cores = count_groups(root, found.online, "topology/thread_siblings_list");
  found.sockets = count_groups(root, found.online, "topology/core_siblings_list");
  const std::string nodes = "/sys/devices/system/node";
  for (const auto node : parse_cpulist(root.read(nodes + "/online").value_or(""))) {
    if (const auto cpus = root.read(fmt::format("{}/node{}/cpulist", nodes, node))) {
      found.nodes.push_back(*cpus);
    }
  }
  const auto first = found.online.empty() ? 0 : found.online.front();
  found.caches = caches_in_sysfs(root, first);
  if (found.caches.empty()) found.caches = caches_of_the_c_library(root);
  return found;
}

}  // namespace assay::host
