// SPDX-License-Identifier: Apache-2.0
#include "host/core_kinds.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "host/machine.h"
#include "host/topology.h"

namespace assay::host {
namespace {

std::string kind_name(const CoreKey& key, std::string_view family, const CpuIdentity& cpu,
                      const catalog::Cores& cores) {
  // Arm's words name the architecture or the whole chip, not the core.
  const auto told = family == "arm" ? std::string() : key.told;
  auto name = catalog::core_name(
      cores, {.family = std::string(family), .vendor = key.vendor, .core = key.core, .told = told});
  if (!name.empty()) return name;
  if (!told.empty()) return told;
  if (key.core.empty()) return cpu.name;
  return family == "riscv" ? fmt::format("RISC-V CPU {} {}", key.vendor, key.core)
                           : fmt::format("Arm CPU {} {}", key.vendor, key.core);
}

// Of Intel's hybrid chips, whose CPUs have one name and one model: the kernel has a unit of
// counters for each kind.
std::vector<CoreKind> kinds_of_counters(const Root& root) {
  std::vector<CoreKind> kinds;
  for (const auto& [unit, name] :
       {std::pair{"cpu_core", "performance cores"}, std::pair{"cpu_atom", "efficient cores"},
        std::pair{"cpu_lowpower", "low-power cores"}}) {
    auto cpus = parse_cpulist(root.read(fmt::format("/sys/devices/{}/cpus", unit)).value_or(""));
    if (!cpus.empty()) kinds.push_back({.name = name, .cpus = std::move(cpus)});
  }
  return kinds;
}

}  // namespace

std::vector<CoreKind> core_kinds(const Root& root, const CpuIdentity& cpu,
                                 const catalog::Cores& cores) {
  auto kinds = kinds_of_counters(root);
  if (kinds.size() > 1) return kinds;
  kinds.clear();
  const auto machine_name = machine(root, cpu);
  const auto family = family_of(machine_name);
  for (const auto& [key, cpus] : cpu.groups) {
    auto name = kind_name(key, family, cpu, cores);
    const auto same = std::ranges::find(kinds, name, &CoreKind::name);
    if (same == kinds.end()) {
      kinds.push_back({.name = std::move(name), .cpus = cpus});
    } else {
      same->cpus.insert(same->cpus.end(), cpus.begin(), cpus.end());
      std::ranges::sort(same->cpus);
    }
  }
  if (kinds.empty()) {  // the MIDR of sysfs alone, or nothing
    const CoreKey key{
        .vendor = key_of(cpu, "arm.implementer"), .core = key_of(cpu, "arm.part"), .told = {}};
    kinds.push_back({.name = kind_name(key, family, cpu, cores), .cpus = cpu.cpus});
  }
  return kinds;
}

std::string cpu_name(const CpuIdentity& cpu, const std::vector<CoreKind>& kinds) {
  const auto told = key_of(cpu, "cpuinfo.model_name");
  if (!told.empty() && !is_any_name(told)) return told;
  if (kinds.size() == 1) return kinds.front().name;
  std::vector<std::string> parts;
  for (const auto& [name, cpus] : kinds) parts.push_back(fmt::format("{} x {}", cpus.size(), name));
  return base::join(parts, " + ");
}

std::string clusters_text(const std::vector<CoreKind>& kinds) {
  if (kinds.size() < 2) return {};
  std::vector<std::string> parts;
  for (const auto& [name, cpus] : kinds) {
    parts.push_back(fmt::format("{}: {}", name, cpulist_of(cpus)));
  }
  return base::join(parts, "; ");
}

std::string core_at(const record::Host& host, unsigned cpu) {
  const auto clusters = record::fingerprint_value(host, "clusters");
  if (clusters.empty()) {
    const auto core = record::fingerprint_value(host, "core");
    return core.empty() ? record::fingerprint_value(host, "cpu") : core;
  }
  for (const auto& part : base::split(clusters, ';')) {
    const auto colon = part.rfind(": ");
    if (colon == std::string::npos) continue;
    const auto cpus = parse_cpulist(std::string_view(part).substr(colon + 2));
    if (std::ranges::binary_search(cpus, cpu)) {
      return std::string(base::trim(std::string_view(part).substr(0, colon)));
    }
  }
  return {};
}

std::vector<unsigned> cpus_of_one_kind(const record::Host& host,
                                       const std::vector<unsigned>& allowed) {
  if (allowed.empty() || record::fingerprint_value(host, "clusters").empty()) return allowed;
  const auto kind = core_at(host, allowed.back());
  std::vector<unsigned> same;
  std::ranges::copy_if(allowed, std::back_inserter(same),
                       [&](unsigned cpu) { return core_at(host, cpu) == kind; });
  return same;
}

}  // namespace assay::host
