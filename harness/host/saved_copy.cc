// SPDX-License-Identifier: Apache-2.0
#include "host/saved_copy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "sys/files.h"

namespace assay::host {
namespace {

constexpr std::size_t kMostLine = 4096, kMostBytes = 256u << 10;

// All that a copy has, one by one. saved_copy_test.cc holds it against what detectors read.
constexpr auto kMayLeave = std::to_array<FileThatMayLeave>({
    // Never "Serial", "Hardware", "CPUID" (Kylin's kernel on Phytium's chips) or what names a
    // board.
    {"/proc/cpuinfo", Part::keys,
     "processor|vendor_id|cpu family|model|model name|stepping|microcode|flags|physical id|core id|"
     "CPU implementer|CPU architecture|CPU variant|CPU part|CPU revision|Features|BogoMIPS|"
     "isa|mvendorid|marchid|mimpid|uarch|"
     "ISA|PRID|CPU Family|Model Name|package|core|Hardware Watchpoint|"
     "cpu|type|timebase|features"},
    {"/proc/cmdline", Part::arguments},
    {"/proc/meminfo", Part::keys, "MemTotal|SwapTotal|SwapFree"},
    {"/proc/sysinfo", Part::keys, "VM00 Control Program"},
    {"/proc/stat", Part::keys, "cpu", ' '},
    {"/proc/loadavg", Part::numbers},
    {"/proc/pressure/cpu", Part::keys, "some", ' '},
    {"/proc/pressure/memory", Part::keys, "some", ' '},
    {"/proc/pressure/io", Part::keys, "some", ' '},
    {"/proc/self/comm", Part::keys, "qemu", '-'},
    {"/proc/self/cgroup", Part::groups},
    {"/proc/1/cgroup", Part::groups},
    {"/proc/sys/kernel/arch"},
    {"/proc/sys/kernel/osrelease"},
    {"/proc/sys/kernel/randomize_va_space", Part::numbers},
    {"/proc/sys/kernel/numa_balancing", Part::numbers},
    {"/proc/sys/kernel/perf_event_paranoid", Part::numbers},
    {"/proc/device-tree/model"},
    {"/proc/device-tree/compatible"},
    {"/proc/device-tree/chosen/u-boot,version"},
    {"/proc/device-tree/hypervisor/compatible"},
    {"/proc/device-tree/fw*/compatible"},
    {"/sys/firmware/devicetree/base/model"},
    {"/sys/firmware/devicetree/base/compatible"},
    {"/sys/firmware/devicetree/base/chosen/u-boot,version"},
    {"/sys/firmware/devicetree/base/hypervisor/compatible"},
    {"/sys/firmware/devicetree/base/fw*/compatible"},
    {"/sys/firmware/acpi/tables/PPTT", Part::nothing},
    {"/sys/firmware/qemu_fw_cfg/rev", Part::nothing},
    {"/sys/hypervisor/type"},
    // Neither serial numbers nor asset tags nor uuids.
    {"/sys/class/dmi/id/sys_vendor"},
    {"/sys/class/dmi/id/product_name"},
    {"/sys/class/dmi/id/board_vendor"},
    {"/sys/class/dmi/id/bios_vendor"},
    {"/sys/class/dmi/id/bios_version"},
    {"/sys/class/dmi/id/bios_date"},
    {"/sys/class/thermal/thermal_zone#/temp", Part::numbers},
    {"/sys/class/hwmon/*/temp#_input", Part::numbers},
    {"/sys/devices/cpu_core/cpus"},
    {"/sys/devices/cpu_atom/cpus"},
    {"/sys/devices/cpu_lowpower/cpus"},
    {"/sys/devices/system/clocksource/clocksource0/current_clocksource"},
    {"/sys/devices/system/clocksource/clocksource0/available_clocksource"},
    {"/sys/devices/system/cpu/online"},
    {"/sys/devices/system/cpu/present"},
    {"/sys/devices/system/cpu/isolated"},
    {"/sys/devices/system/cpu/nohz_full"},
    {"/sys/devices/system/cpu/smt/active", Part::numbers},
    {"/sys/devices/system/cpu/cpu#/online", Part::numbers},
    {"/sys/devices/system/cpu/cpu#/regs/identification/midr_el1"},
    {"/sys/devices/system/cpu/cpu#/topology/thread_siblings"},
    {"/sys/devices/system/cpu/cpu#/topology/thread_siblings_list"},
    {"/sys/devices/system/cpu/cpu#/topology/core_cpus"},
    {"/sys/devices/system/cpu/cpu#/topology/core_cpus_list"},
    {"/sys/devices/system/cpu/cpu#/topology/core_siblings"},
    {"/sys/devices/system/cpu/cpu#/topology/core_siblings_list"},
    {"/sys/devices/system/cpu/cpu#/topology/package_cpus"},
    {"/sys/devices/system/cpu/cpu#/topology/package_cpus_list"},
    {"/sys/devices/system/cpu/cpu#/cache/index#/level", Part::numbers},
    {"/sys/devices/system/cpu/cpu#/cache/index#/type"},
    {"/sys/devices/system/cpu/cpu#/cache/index#/size"},
    {"/sys/devices/system/cpu/cpu#/cache/index#/coherency_line_size", Part::numbers},
    {"/sys/devices/system/cpu/cpu#/cache/index#/shared_cpu_list"},
    {"/sys/devices/system/cpu/cpu#/cpufreq/scaling_cur_freq", Part::numbers},
    {"/sys/devices/system/cpu/cpu#/thermal_throttle/package_throttle_count", Part::numbers},
    {"/sys/devices/system/cpu/cpufreq/boost", Part::numbers},
    {"/sys/devices/system/cpu/cpufreq/policy#/scaling_governor"},
    {"/sys/devices/system/cpu/cpufreq/policy#/scaling_driver"},
    {"/sys/devices/system/cpu/cpufreq/policy#/scaling_min_freq", Part::numbers},
    {"/sys/devices/system/cpu/cpufreq/policy#/scaling_max_freq", Part::numbers},
    {"/sys/devices/system/cpu/intel_pstate/no_turbo", Part::numbers},
    {"/sys/devices/system/cpu/vulnerabilities/*"},
    {"/sys/devices/system/edac/mc/mc#/dimm#/size", Part::numbers},
    {"/sys/devices/system/edac/mc/mc#/dimm#/dimm_mem_type"},
    {"/sys/devices/system/edac/mc/mc#/dimm#/dimm_location"},
    {"/sys/devices/system/node/online"},
    {"/sys/devices/system/node/node#/cpulist"},
    {"/sys/devices/system/node/node#/cpumap"},
    {"/sys/kernel/mm/transparent_hugepage/enabled"},
    {"/sys/fs/cgroup/cgroup.controllers", Part::nothing},
    {"/sys/fs/cgroup/cpu/tasks", Part::nothing},
    {"/sys/fs/cgroup/**/cpu.max"},
    {"/sys/fs/cgroup/**/cpu.cfs_quota_us"},
    {"/sys/fs/cgroup/**/cpu.cfs_period_us", Part::numbers},
    {"/sys/fs/cgroup/**/cpu.stat", Part::keys, "nr_throttled", ' '},
    {"/sys/fs/cgroup/**/memory.max"},
    {"/sys/fs/cgroup/**/memory.limit_in_bytes", Part::numbers},
    // Of a release the name that it is known by.
    {"/etc/os-release", Part::keys, "PRETTY_NAME", '='},
    {"/run/systemd/container"},
    {"/run/host/container-manager"},
    {"/run/.containerenv", Part::nothing},
    {"/.dockerenv", Part::nothing},
    {"/.lxc-boot-id", Part::nothing},
    {"/dev/.lxc-boot-id", Part::nothing},
    {"/dev/lxd/sock", Part::nothing},
    // What system calls told, and answers that were found in files that stay.
    {"/observed/machine"},
    {"/observed/program"},
    {"/observed/vdso"},
    {"/observed/features"},
    {"/observed/libc"},
    {"/observed/proc"},
    {"/observed/process"},
    {"/observed/graphics"},
    {"/observed/page_size", Part::numbers},
    {"/observed/cpus_usable", Part::numbers},
    {"/observed/cpuid.hypervisor"},
    {"/observed/cache.*.size"},
    {"/observed/cache.*.line"},
    {"/observed/clock.cost_ns", Part::numbers},
    {"/observed/clock.tick_ns", Part::numbers},
    {"/observed/container.environment"},
    {"/observed/container.mounts"},
    {"/observed/memory.modules"},
    {"/observed/memory.channels"},
});

using PathParts = std::vector<std::string>;
using StandIns = std::map<std::string, std::string>;  // by the names of groups

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// One part of a path: "cpu#" fits "cpu12".
bool part_fits(std::string_view pattern, std::string_view name) {
  const auto number = pattern.find('#');
  if (number == std::string_view::npos) return base::matches_glob(pattern, name);
  const auto before = pattern.substr(0, number), after = pattern.substr(number + 1);
  if (name.size() <= before.size() + after.size()) return false;
  const auto digits = name.substr(before.size(), name.size() - before.size() - after.size());
  return name.starts_with(before) && name.ends_with(after) && std::ranges::all_of(digits, is_digit);
}

bool path_fits(const PathParts& pattern, const PathParts& path) {
  std::size_t more = 0;  // folders that "**" stands for
  const auto groups = std::ranges::find(pattern, "**");
  if (groups != pattern.end()) {
    if (path.size() + 1 < pattern.size()) return false;
    more = path.size() + 1 - pattern.size();
  } else if (path.size() != pattern.size()) {
    return false;
  }
  std::size_t at = 0;
  for (const std::string& part : pattern) {
    if (part == "**") {
      at += more;
    } else if (!part_fits(part, path[at++])) {
      return false;
    }
  }
  return true;
}

// The row of the table that a path fits.
class CopyTable {
 public:
  CopyTable() {
    for (const FileThatMayLeave& row : kMayLeave) {
      patterns_.push_back(base::split(row.path, '/'));
    }
  }
  const FileThatMayLeave* find(const std::string& path) const {
    const PathParts parts = base::split(path, '/');
    for (std::size_t at = 0; at < patterns_.size(); ++at) {
      if (path_fits(patterns_[at], parts)) return &kMayLeave[at];
    }
    return nullptr;
  }

 private:
  std::vector<PathParts> patterns_;
};

// Of hundreds of CPUs most lines say what they said of the one before, which is how a reader takes
// what is missing.
std::string lines_of_keys(const FileThatMayLeave& row, const std::string& text, bool& shortened) {
  const auto known = base::split(row.keys, '|');
  std::map<std::string, std::string> last;  // by the key
  std::string kept;
  for (const auto& line : base::split(text, '\n')) {
    if (line.empty()) continue;
    const std::string key(base::trim(line.substr(0, line.find(row.separator))));
    if (std::ranges::find(known, key) == known.end()) {
      shortened = true;
      continue;
    }
    auto& before = last[key];
    if (before == line) continue;
    before = line;
    kept += line + '\n';
  }
  return kept;
}

// "0.01 0.03 0.05" of "0.01 0.03 0.05 1/900 22249".
std::string leading_numbers(const std::string& text) {
  std::vector<std::string> numbers;
  for (const auto& word : base::split(text, ' ')) {
    if (word.empty() || word.find_first_not_of("0123456789.-") != std::string::npos) break;
    numbers.push_back(word);
  }
  return base::join(numbers, " ");
}

// "crio-7.scope" for "crio-2f8a.scope": what tells a container's kind stays, and whether it is a
// service of the host.
std::string stand_in(const std::string& name, std::size_t number) {
  constexpr std::array<std::string_view, 10> kContainerKinds = {
      "crio-", "cri-containerd-", "kubepods", "docker", "libpod",
      "lxc",   "containerd",      "machine-", "garden", "buildkit"};
  const auto pieces = base::split(name, ':');
  const auto* const kind = std::ranges::find_if(kContainerKinds, [&](std::string_view known) {
    return std::ranges::any_of(pieces, [&](const auto& each) { return each.starts_with(known); });
  });
  const auto dot = name.rfind('.');
  const auto ending = dot == std::string::npos ? std::string() : name.substr(dot);
  const bool unit = ending == ".service" || ending == ".scope" || ending == ".slice";
  return fmt::format("{}{}{}", kind == kContainerKinds.end() ? "group" : *kind, number,
                     unit ? ending : "");
}

bool is_whole_name(std::string_view name) {
  constexpr std::array<std::string_view, 10> kWholeNames = {
      "docker", "kubepods",     "libpod",     "lxc",        "containerd",
      "crio",   "system.slice", "user.slice", "init.scope", "machine.slice"};
  return name.empty() || name == ".." || std::ranges::find(kWholeNames, name) != kWholeNames.end();
}

// "5:cpu,cpuacct:/a/b" -> its path; "" of what is no such line.
std::string_view path_of_group(std::string_view line) {
  const auto first = line.find(':');
  const auto second = first == std::string_view::npos ? first : line.find(':', first + 1);
  return second == std::string_view::npos ? std::string_view() : line.substr(second + 1);
}

// Names of groups can be a user's or a container's id.
StandIns stand_ins(const std::string& groups) {
  StandIns names;
  for (const auto& line : base::split(groups, '\n')) {
    for (const auto& name : base::split(path_of_group(line), '/')) {
      if (!is_whole_name(name)) names.try_emplace(name, stand_in(name, names.size() + 1));
    }
  }
  return names;
}

std::string with_stand_ins(const std::string& path, const StandIns& names) {
  auto parts = base::split(path, '/');
  for (auto& part : parts) {
    if (const auto name = names.find(part); name != names.end()) part = name->second;
  }
  return base::join(parts, "/");
}

// Whoever makes a hierarchy of version 1 may give it any name: "name=anna".
std::string controllers_to_leave(const std::string& controllers) {
  std::vector<std::string> known;
  for (const auto& each : base::split(controllers, ',')) {
    if (each == "cpu" || each == "cpuacct" || each == "memory") known.push_back(each);
  }
  return known.empty() && !controllers.empty() ? "other" : base::join(known, ",");
}

std::string groups_to_leave(const std::string& text, const StandIns& names) {
  std::vector<std::string> kept;
  for (const auto& line : base::split(text, '\n')) {
    const std::string path(path_of_group(line));
    if (path.empty()) continue;
    const auto words = base::split(line, ':');
    kept.push_back(fmt::format("{}:{}:{}", leading_numbers(words[0]),
                               controllers_to_leave(words[1]), with_stand_ins(path, names)));
  }
  return base::join(kept, "\n");
}

// Firmware may hold any bytes, and a copy may be kept as JSON. A fingerprint escapes them likewise.
std::string as_utf8(std::string_view text) {
  std::string kept;
  while (!text.empty()) {
    const std::size_t length = base::utf8_length(text);
    kept += length == 0 ? fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]))
                        : std::string(text.substr(0, length));
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return kept;
}

std::string text_at(const Readings& readings, const std::string& path) {
  const auto found = readings.find(path);
  return found == readings.end() ? std::string() : found->second;
}

std::string text_to_leave(const FileThatMayLeave& row, const std::string& text,
                          const StandIns& names, bool& shortened) {
  if (row.part == Part::keys) {
    return as_utf8(lines_of_keys(row, text, shortened).substr(0, kMostBytes));
  }
  std::string kept;
  if (row.part == Part::line) kept = as_utf8(text.substr(0, std::min(text.find('\n'), kMostLine)));
  if (row.part == Part::numbers) kept = leading_numbers(text);
  if (row.part == Part::arguments) kept = measuring_arguments(text);
  if (row.part == Part::groups) kept = groups_to_leave(text, names);
  shortened = kept != text;
  return kept;
}

// With the names of groups replaced; "" where one of the names is none that is known.
std::string path_to_leave(const std::string& path, const StandIns& names) {
  constexpr std::string_view kTop = "/sys/fs/cgroup/";
  if (!path.starts_with(kTop)) return path;
  auto parts = base::split(path.substr(kTop.size()), '/');
  for (std::size_t at = 0; at + 1 < parts.size(); ++at) {
    const auto name = names.find(parts[at]);
    const bool hierarchy =
        at == 0 && (parts[at] == "cpu" || parts[at] == "cpu,cpuacct" || parts[at] == "memory");
    if (name != names.end()) {
      parts[at] = name->second;
    } else if (!hierarchy && !is_whole_name(parts[at])) {
      return {};
    }
  }
  return std::string(kTop) + base::join(parts, "/");
}

}  // namespace

std::string measuring_arguments(const std::string& command_line) {
  constexpr std::array<std::string_view, 22> kNames = {"isolcpus",
                                                       "nohz",
                                                       "nohz_full",
                                                       "rcu_nocbs",
                                                       "mitigations",
                                                       "nosmt",
                                                       "maxcpus",
                                                       "nr_cpus",
                                                       "clocksource",
                                                       "tsc",
                                                       "idle",
                                                       "nopti",
                                                       "pti",
                                                       "hugepages",
                                                       "hugepagesz",
                                                       "intel_pstate",
                                                       "amd_pstate",
                                                       "cpufreq.off",
                                                       "numa_balancing",
                                                       "irqaffinity",
                                                       "skew_tick",
                                                       "transparent_hugepage"};
  std::vector<std::string> kept;
  for (const auto& word : base::split(command_line, ' ')) {
    if (word == "--") break;  // what follows is for init
    const auto name = word.substr(0, word.find('='));
    if (name == "intel_idle.max_cstate" || name == "processor.max_cstate" ||
        std::find(kNames.begin(), kNames.end(), name) != kNames.end()) {
      kept.push_back(word);
    }
  }
  return base::printable(base::join(kept, " "), 400);
}

std::span<const FileThatMayLeave> files_that_may_leave() { return kMayLeave; }

FitReadings fit_to_leave(const Readings& readings) {
  const CopyTable table;
  const auto names = stand_ins(text_at(readings, "/proc/self/cgroup") + '\n' +
                               text_at(readings, "/proc/1/cgroup"));
  FitReadings fit;
  for (const auto& [path, text] : readings) {
    const auto* const row = table.find(path);
    const auto to = row == nullptr ? std::string() : path_to_leave(path, names);
    if (to.empty()) {
      fit.left_out.push_back(path);
      continue;
    }
    bool shortened = false;
    fit.readings.emplace(to, text_to_leave(*row, text, names, shortened));
    if (shortened) fit.left_out.push_back("lines of " + path);
  }
  return fit;
}

void save_copy(const Readings& readings, const std::filesystem::path& folder) {
  std::error_code fault;
  if (std::filesystem::exists(folder, fault) && !std::filesystem::is_empty(folder, fault)) {
    throw base::Error(base::Exit::usage, fmt::format("{} holds something already", folder.string()))
        .hint("a copy of a machine goes into a new folder");
  }
  for (const auto& [path, text] : fit_to_leave(readings).readings) {
    sys::write_whole(folder / std::filesystem::path(path).relative_path(), text + '\n');
  }
}

}  // namespace assay::host
