// SPDX-License-Identifier: Apache-2.0
#include "host/fingerprint.h"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/number.h"
#include "base/text.h"
#include "host/cgroup.h"
#include "host/core_kinds.h"
#include "host/cpu_identity.h"
#include "host/evidence.h"
#include "host/firmware.h"
#include "host/guest.h"
#include "host/machine.h"
#include "host/match.h"
#include "host/memory_modules.h"
#include "host/own_features.h"
#include "host/saved_copy.h"
#include "host/state.h"
#include "host/topology.h"
#include "sys/clock.h"
#include "sys/kept_settings.h"
#include "sys/parallel.h"

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

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
    const auto words = base::split(base::trim(std::string_view(line).substr(9)), ' ');
    if (words.empty()) return {};
    if (const auto kib = base::to_uint64(words.front())) return fmt::format("{}", *kib * 1024);
  }
  return {};
}

// A boot's id never leaves the machine: only its hash does.
std::string session(const Root& root) {
  const auto boot = root.read("/proc/sys/kernel/random/boot_id");
  return boot ? base::short_hash(*boot) : std::string();
}

std::string missing_proc(const Root& root) {
  const bool there = root.exists("/proc/self/stat") || root.exists("/proc/cpuinfo");
  return root.observe("proc", [&] { return there ? std::string() : std::string(kNotMounted); })
      .value_or("");
}

std::string libc() {
#ifdef __GLIBC__
  return fmt::format("glibc {}", gnu_get_libc_version());
#else
  return {};
#endif
}

// What all groups of CPUs with one frequency say, each value once: "performance", or
// "performance, powersave".
std::string of_frequency_policies(const Root& root, std::string_view file) {
  const std::string folder = "/sys/devices/system/cpu/cpufreq";
  std::set<std::string> values;
  for (const auto& policy : root.list(folder)) {
    if (!policy.starts_with("policy")) continue;
    if (auto value = root.read(fmt::format("{}/{}/{}", folder, policy, file))) {
      values.insert(base::printable(*value, 40));
    }
  }
  return base::join({values.begin(), values.end()}, ", ");
}

std::string boost(const Root& root) {
  const auto on = root.read("/sys/devices/system/cpu/cpufreq/boost").value_or("");
  const auto off = root.read("/sys/devices/system/cpu/intel_pstate/no_turbo").value_or("");
  if (on == "1" || off == "0") return "on";
  if (on == "0" || off == "1") return "off";
  return {};
}

std::string count(const std::optional<std::size_t>& number) {
  return number ? fmt::format("{}", *number) : std::string();
}

std::string cache_text(const Cache& cache) {
  auto text = base::to_text(cache.size);
  if (cache.line) text += fmt::format(", lines of {}", base::to_text(*cache.line));
  return text;
}

// "L1d 2, L3 32": apart from the caches themselves, since it changes when SMT is turned off.
std::string cpus_of_caches(const std::vector<Cache>& caches) {
  std::vector<std::string> parts;
  for (const auto& cache : caches) {
    if (cache.shared_by) parts.push_back(fmt::format("{} {}", cache.name, *cache.shared_by));
  }
  return base::join(parts, ", ");
}

struct FileKey {
  const char* key;
  const char* path;
};
constexpr std::array<FileKey, 7> kKernelSettings = {{
    {"smt", "/sys/devices/system/cpu/smt/active"},
    {"isolated_cpus", "/sys/devices/system/cpu/isolated"},
    {"nohz_full_cpus", "/sys/devices/system/cpu/nohz_full"},
    {"aslr", "/proc/sys/kernel/randomize_va_space"},
    {"numa_balancing", "/proc/sys/kernel/numa_balancing"},
    {"perf_event_paranoid", "/proc/sys/kernel/perf_event_paranoid"},
    {"clocksource", "/sys/devices/system/clocksource/clocksource0/current_clocksource"},
}};

// Neither what an administrator sets nor what an update or a boot changes. The size of memory
// differs by some pages from kernel to kernel. In the order in which they are read, and so in the
// order in which keys have always been made of them.
constexpr std::array<std::string_view, 31> kOfTheMachine = {"arch",
                                                            "cpu",
                                                            "x86.vendor",
                                                            "x86.family",
                                                            "x86.model",
                                                            "x86.stepping",
                                                            "arm.implementer",
                                                            "arm.part",
                                                            "arm.variant",
                                                            "arm.revision",
                                                            "riscv.mvendorid",
                                                            "riscv.marchid",
                                                            "riscv.mimpid",
                                                            "loongarch.prid",
                                                            "loongarch.family",
                                                            "dmi.product",
                                                            "devicetree.model",
                                                            "devicetree.compatible",
                                                            "hypervisor",
                                                            "sockets",
                                                            "cores",
                                                            "numa_nodes",
                                                            "cache.L1d",
                                                            "cache.L1i",
                                                            "cache.L1",
                                                            "cache.L2d",
                                                            "cache.L2i",
                                                            "cache.L2",
                                                            "cache.L3",
                                                            "cache.L4",
                                                            "page_size"};

// Fills a host: keys with their values, and those that nothing could be read for.
class Sheet {
 public:
  Sheet(const Root& root, record::Host& host) : root_(root), host_(host) {}

  // The first of a key stays: a copy can have two caches of one name.
  void add(std::string key, std::string value) {
    if (!keys_.insert(key).second) return;
    if (value.empty()) {
      host_.unreadable.push_back(std::move(key));
    } else {
      host_.fingerprint.emplace_back(std::move(key), std::move(value));
    }
  }
  void add_file(std::string key, std::string_view path) {
    add(std::move(key), base::printable(root_.read(path).value_or(""), 120));
  }

 private:
  const Root& root_;
  record::Host& host_;
  std::set<std::string> keys_;
};

void add_cpu(const Root& root, const CpuIdentity& cpu, const catalog::Cores& cores, Sheet& sheet) {
  const auto arch = machine(root, cpu);
  const auto kinds = core_kinds(root, cpu, cores);
  sheet.add("arch", arch);
  if (auto kernel = kernel_machine(root, cpu); kernel != arch) {
    sheet.add("kernel_arch", std::move(kernel));
  }
  sheet.add("cpu", base::printable(cpu_name(cpu, kinds), 200));
  for (const auto& [key, value] : cpu.keys) sheet.add(key, base::printable(value, 200));
  if (kinds.size() > 1) {
    sheet.add("clusters", base::printable(clusters_text(kinds), 400));
  } else if (!cores.empty() && kinds.front().name != cpu_name(cpu, kinds)) {
    sheet.add("core", base::printable(kinds.front().name, 200));
  }
  if (arch == "x86_64") sheet.add("microcode", cpu.microcode);
  // Only a guest has one, so that its absence is not a lack.
  if (auto name = hypervisor_signature(root); !name.empty() && name != "none") {
    sheet.add("hypervisor", std::move(name));
  }
}

void add_topology(const Root& root, const Topology& topology, Sheet& sheet) {
  sheet.add("cpus", base::printable(cpulist_of(topology.online), 400));
  if (!topology.offline.empty()) sheet.add("cpus_offline", cpulist_of(topology.offline));
  sheet.add("cpus_usable",
            root.observe("cpus_usable", [] { return fmt::format("{}", sys::available_cpus()); })
                .value_or(""));
  sheet.add("sockets", count(topology.sockets));
  sheet.add("cores", count(topology.cores));
  sheet.add("numa_nodes", topology.nodes.empty() ? "" : count(topology.nodes.size()));
  std::vector<std::string> nodes;
  for (const auto& cpus : topology.nodes) nodes.push_back(cpus.empty() ? "none" : cpus);
  sheet.add("numa_cpus", base::printable(base::join(nodes, "; "), 400));
  for (const auto& cache : topology.caches) sheet.add("cache." + cache.name, cache_text(cache));
  if (topology.caches.empty()) sheet.add("cache", "");
  sheet.add("cpus_of_caches", cpus_of_caches(topology.caches));
}

void add_system(const Root& root, Sheet& sheet) {
  sheet.add("page_size",
            root.observe("page_size", [] { return fmt::format("{}", sysconf(_SC_PAGESIZE)); })
                .value_or(""));
  sheet.add("memory_bytes", memory_bytes(root));
  const auto memory = read_memory_modules(root);
  sheet.add("memory_modules", memory.modules);
  sheet.add("memory_channels", memory.channels);
  const auto firmware = read_firmware(root);
  sheet.add("firmware", firmware.version);
  sheet.add("firmware_date", firmware.date);
  // Only its absence is told: nearly all the rest is read there.
  if (auto proc = missing_proc(root); !proc.empty()) sheet.add("proc", std::move(proc));
  sheet.add_file("kernel", "/proc/sys/kernel/osrelease");
  if (const auto arguments = root.read("/proc/cmdline")) {
    const auto kept = measuring_arguments(*arguments);
    sheet.add("kernel_arguments", kept.empty() ? "none that matter for measuring" : kept);
  } else {
    sheet.add("kernel_arguments", "");
  }
  sheet.add("os", os_release(root));
  sheet.add("libc", root.observe("libc", libc).value_or(""));
}

void add_settings(const Root& root, Sheet& sheet) {
  sheet.add("governor", of_frequency_policies(root, "scaling_governor"));
  sheet.add("frequency_driver", of_frequency_policies(root, "scaling_driver"));
  sheet.add("frequency_min_khz", of_frequency_policies(root, "scaling_min_freq"));
  sheet.add("frequency_max_khz", of_frequency_policies(root, "scaling_max_freq"));
  sheet.add("boost", boost(root));
  for (const auto& [key, path] : kKernelSettings) {
    // An empty list of CPUs was read and says that there are none.
    const auto text = root.read(path);
    sheet.add(key, text && text->empty() ? "none" : base::printable(text.value_or(""), 120));
  }
  const auto pages = root.read("/sys/kernel/mm/transparent_hugepage/enabled").value_or("");
  sheet.add("thp", base::printable(sys::setting_of(pages), 40));
  const auto mitigations = read_mitigations(root);
  sheet.add("mitigations", mitigations.in_force);
  if (!mitigations.vulnerable.empty()) sheet.add("vulnerable", mitigations.vulnerable);
  const auto limits = read_cgroup(root);
  sheet.add("cgroup", limits.version);
  sheet.add("cgroup_cpus", limits.cpus);
  sheet.add("cgroup_memory_bytes", limits.memory_bytes);
}

// And what of it could not be read.
std::pair<record::Reading, std::vector<std::string>> read_with_gaps(
    const Root& root, const std::vector<unsigned>& online) {
  record::Reading reading{.at = sys::utc_now(), .values = {}};
  std::vector<std::string> unreadable;
  for (auto& [key, value] : read_state(root, online.empty() ? 0 : online.front())) {
    if (value.empty()) {
      unreadable.push_back(key);
    } else {
      reading.values.emplace_back(key, std::move(value));
    }
  }
  return {std::move(reading), std::move(unreadable)};
}

}  // namespace

record::Reading read_now(const Root& root) {
  return read_with_gaps(root, online_cpus(root, {})).first;
}

void add_host_name(record::Host& host) {
  utsname name{};
  if (uname(&name) != 0) return;
  host.fingerprint.emplace_back("host_name", base::printable(name.nodename, 200));
}

std::string host_key(const record::Host& host) {
  base::ShortHash hash;
  const auto told = record::fingerprint_value(host, "cpuinfo.model_name");
  for (const std::string_view key : kOfTheMachine) {
    const std::string value = record::fingerprint_value(host, key);
    // A name that is ours may get better; the numbers that it stands for are hashed anyway.
    if (value.empty() || (key == "cpu" && value != told)) continue;
    hash.add(fmt::format("{}={}\n", key, value));
  }
  hash.add(host.host_class);
  return hash.text();
}

record::Host look(const Root& root, const catalog::Cores& cores) {
  record::Host host;
  const auto cpu = identify_cpu(root);
  const auto topology = read_topology(root, cpu);
  Sheet sheet(root, host);
  add_cpu(root, cpu, cores, sheet);
  add_topology(root, topology, sheet);
  add_system(root, sheet);
  add_settings(root, sheet);
  host.features = usable_features(root, cpu, machine(root, cpu));
  host.evidence = find_evidence(root, cpu);
  host.host_class = host_class(host.evidence);
  host.key = host_key(host);
  auto [reading, unreadable] = read_with_gaps(root, topology.online);
  host.readings.push_back(std::move(reading));
  std::ranges::move(unreadable, std::back_inserter(host.unreadable));
  host.session = session(root);
  return host;
}

}  // namespace assay::host
