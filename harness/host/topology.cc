// SPDX-License-Identifier: Apache-2.0
#include "host/topology.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <set>

#include "base/number.h"
#include "base/text.h"
#include "host/machine.h"

namespace assay::host {
namespace {

// A set of CPUs as a list in `file` or as a map in the file of the same name without "_list".
std::optional<std::vector<unsigned>> read_cpus(const Root& root, const std::string& file) {
  if (const auto list = root.read(file)) return parse_cpulist(*list);
  const std::string_view ending = "_list";
  if (!file.ends_with(ending)) return std::nullopt;
  const auto map = root.read(file.substr(0, file.size() - ending.size()));
  return map ? std::optional(parse_cpumap(*map)) : std::nullopt;
}

// How many groups the CPUs fall into, each CPU naming its group's members in one of `files`: one
// read a group, since machines have hundreds of CPUs.
std::optional<std::size_t> count_groups(const Root& root, const std::vector<unsigned>& cpus,
                                        std::initializer_list<const char*> files) {
  std::set<unsigned> seen;
  std::size_t groups = 0;
  for (const auto cpu : cpus) {
    if (seen.contains(cpu)) continue;
    std::optional<std::vector<unsigned>> members;
    for (const char* file : files) {
      if (!members) members = read_cpus(root, cpu_path(cpu, file));
    }
    if (!members) return std::nullopt;
    seen.insert(members->begin(), members->end());
    seen.insert(cpu);
    ++groups;
  }
  if (groups == 0) return std::nullopt;
  return groups;
}

// Nodes in the order of their numbers.
std::vector<unsigned> numa_nodes(const Root& root, const std::string& folder) {
  if (const auto online = root.read(folder + "/online")) return parse_cpulist(*online);
  std::vector<unsigned> nodes;
  for (const auto& name : root.list(folder)) {
    if (!name.starts_with("node")) continue;
    if (const auto number = base::to_uint64(std::string_view(name).substr(4));
        number && *number < kMostCpus) {
      nodes.push_back(static_cast<unsigned>(*number));
    }
  }
  std::ranges::sort(nodes);
  return nodes;
}

std::vector<std::string> cpus_of_nodes(const Root& root) {
  const std::string folder = "/sys/devices/system/node";
  std::vector<std::string> nodes;
  for (const auto node : numa_nodes(root, folder)) {
    const auto path = fmt::format("{}/node{}/", folder, node);
    auto cpus = root.read(path + "cpulist");
    if (!cpus) {
      if (const auto map = root.read(path + "cpumap")) cpus = cpulist_of(parse_cpumap(*map));
    }
    if (cpus) nodes.push_back(*cpus);
  }
  return nodes;
}

// Device trees of Arm and RISC-V describe clusters, which the kernel then shows as packages; ACPI
// describes sockets. Several sockets without NUMA nodes are no machine that anybody makes.
bool packages_are_clusters(const Root& root, const CpuIdentity& cpu, const Topology& found) {
  const auto family = family_of(cpu.architecture);
  if (family != "arm" && family != "riscv") return false;
  if (cpu.groups.size() > 1) return true;
  const bool acpi =
      root.exists("/sys/firmware/acpi/tables/PPTT") || root.exists("/sys/class/dmi/id/sys_vendor");
  return !acpi && found.sockets > found.nodes.size();
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

std::vector<unsigned> parse_cpumap(std::string_view text) {
  std::vector<unsigned> cpus;
  const auto words = base::split(base::trim(text), ',');
  for (std::size_t at = 0; at < words.size(); ++at) {
    const auto& word = words[words.size() - 1 - at];
    const auto bits = base::hex_to_uint64(word);
    if (!bits || word.size() > 8 || at * 32 >= kMostCpus) return {};
    for (unsigned bit = 0; bit < 32; ++bit) {
      if ((*bits >> bit & 1) != 0) cpus.push_back(static_cast<unsigned>(at * 32 + bit));
    }
  }
  return cpus;
}

std::vector<unsigned> online_cpus(const Root& root, const CpuIdentity& cpu) {
  if (const auto online = root.read("/sys/devices/system/cpu/online")) {
    return parse_cpulist(*online);
  }
  std::vector<unsigned> cpus;
  for (const auto& name : root.list("/sys/devices/system/cpu")) {
    if (!name.starts_with("cpu")) continue;
    const auto number = base::to_uint64(std::string_view(name).substr(3));
    if (!number || *number >= kMostCpus) continue;
    const auto one = static_cast<unsigned>(*number);
    if (root.read(cpu_path(one, "online")).value_or("1") != "0") cpus.push_back(one);
  }
  std::ranges::sort(cpus);
  return cpus.empty() ? cpu.cpus : cpus;
}

Topology read_topology(const Root& root, const CpuIdentity& cpu) {
  Topology found;
  found.online = online_cpus(root, cpu);
  const auto present = parse_cpulist(root.read("/sys/devices/system/cpu/present").value_or(""));
  std::ranges::set_difference(present, found.online, std::back_inserter(found.offline));
  // The names that every kernel has, and those since 5.3.
  found.cores = count_groups(root, found.online,
                             {"topology/thread_siblings_list", "topology/core_cpus_list"});
  found.sockets = count_groups(root, found.online,
                               {"topology/core_siblings_list", "topology/package_cpus_list"});
  if (!found.cores && cpu.cores != 0) found.cores = cpu.cores;
  if (!found.sockets && cpu.packages != 0) found.sockets = cpu.packages;
  found.nodes = cpus_of_nodes(root);
  if (found.sockets > 1 && packages_are_clusters(root, cpu, found)) found.sockets = 1;
  const auto first = found.online.empty() ? 0 : found.online.front();
  found.caches = caches_in_sysfs(root, first);
  if (found.caches.empty()) found.caches = caches_of_the_c_library(root);
  return found;
}

}  // namespace assay::host
