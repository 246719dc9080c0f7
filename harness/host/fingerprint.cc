// SPDX-License-Identifier: Apache-2.0
#include "host/fingerprint.h"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>

#include "base/number.h"
#include "base/text.h"
#include "host/cpu_identity.h"
#include "host/evidence.h"
#include "sys/parallel.h"

namespace assay::host {
namespace {

// `key=value` or `key = "value"` of an os-release file.
std::string os_release(const Root& root) {
  for (const auto& line : base::split(root.read("/etc/os-release").value_or(""), '\n')) {
    if (line.starts_with("PRETTY_NAME=")) {
      return base::printable(base::replace_all(line.substr(12), "\"", ""), 80);
    }
  }
  return {};
}

// "MemTotal:       24576000 kB" -> bytes.
std::string memory_bytes(const Root& root) {
  for (const auto& line : base::split(root.read("/proc/meminfo").value_or(""), '\n')) {
    if (!line.starts_with("MemTotal:")) continue;
    const auto words = base::split(std::string(base::trim(std::string_view(line).substr(9))), ' ');
    if (const auto kib = base::to_uint64(words.front())) return fmt::format("{}", *kib * 1024);
  }
  return {};
}

// The arch that a copied root's machine has, from what its kernel left in /proc/sys.
std::string machine(const Root& root) {
  if (const auto arch = root.read("/proc/sys/kernel/arch"); arch && !arch->empty()) return *arch;
  if (!root.live()) return {};
  utsname name{};
  return uname(&name) == 0 ? name.machine : std::string();
}

// A boot's id never leaves the machine: only its hash does.
std::string session(const Root& root) {
  const auto boot = root.read("/proc/sys/kernel/random/boot_id");
  return boot ? base::short_hash(*boot) : std::string();
}

}  // namespace

record::Host look(const Root& root) {
  record::Host host;
  const auto cpu = identify_cpu(root);
  const auto add = [&](std::string key, std::string value) {
    if (!value.empty()) host.fingerprint.emplace_back(std::move(key), std::move(value));
  };
  add("arch", machine(root));
  add("cpu", cpu.name);
  for (const auto& [key, value] : cpu.keys) add(key, value);
  add("cpus", root.read("/sys/devices/system/cpu/online").value_or(""));
  if (root.live()) {
    add("cpus_usable", fmt::format("{}", sys::available_cpus()));
    add("page_size", fmt::format("{}", sysconf(_SC_PAGESIZE)));
  }
  add("memory_bytes", memory_bytes(root));
  add("kernel", root.read("/proc/sys/kernel/osrelease").value_or(""));
  add("os", os_release(root));
  add("governor", root.read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").value_or(""));
  add("smt", root.read("/sys/devices/system/cpu/smt/active").value_or(""));
  add("aslr", root.read("/proc/sys/kernel/randomize_va_space").value_or(""));
  add("clocksource",
      root.read("/sys/devices/system/clocksource/clocksource0/current_clocksource").value_or(""));
  host.features = cpu.features;
  host.evidence = find_evidence(root);
  host.host_class = host_class(host.evidence);
  host.session = session(root);
  return host;
}

}  // namespace assay::host
