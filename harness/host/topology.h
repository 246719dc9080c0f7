// SPDX-License-Identifier: Apache-2.0
// How this machine's CPUs hang together: sockets, cores, NUMA nodes, caches. What the kernel does
// not tell stays empty.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "host/cpu_identity.h"
#include "host/root.h"

namespace assay::host {

struct Cache {
  std::string name;  // "L1d", "L1i", "L2"
  base::Bytes size;
  std::optional<base::Bytes> line;
  std::optional<std::size_t> shared_by;  // CPUs
  friend bool operator==(const Cache&, const Cache&) = default;
};

struct Topology {
  std::vector<unsigned> online, offline;  // CPU numbers; offline: there, but switched off
  std::optional<std::size_t> sockets, cores;
  std::vector<std::string> nodes;  // CPUs of each NUMA node that has memory or CPUs: "0-23"
  std::vector<Cache> caches;       // of the first CPU
};

Topology read_topology(const Root& root, const CpuIdentity& cpu);

// Those of the kernel's list; where there is none, those with a folder of their own, or those that
// /proc/cpuinfo numbers.
std::vector<unsigned> online_cpus(const Root& root, const CpuIdentity& cpu);

// "0-3,8" -> 0 1 2 3 8: the kernel's cpulist. Empty for what is none.
std::vector<unsigned> parse_cpulist(std::string_view text);

// "00000000,0000ff0f" -> 0 1 2 3 8 ...: the kernel's cpumap, 32 bits between commas.
std::vector<unsigned> parse_cpumap(std::string_view text);

// "/sys/devices/system/cpu/cpu<number>/<rest>".
std::string cpu_path(unsigned number, std::string_view rest);

}  // namespace assay::host
