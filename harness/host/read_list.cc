// SPDX-License-Identifier: Apache-2.0
#include "host/read_list.h"

#include <array>

namespace assay::host {
namespace {

// read_list_test.cc holds it against what is read.
constexpr auto kFiles = std::to_array<std::string_view>({
    // cpu_identity.cc
    "/proc/cpuinfo",
    "/sys/devices/system/cpu/cpu0/regs/identification/midr_el1",
    "/sys/class/dmi/id/product_name",
    "/proc/device-tree/model",
    "/sys/firmware/devicetree/base/model",
    // topology.cc
    "/sys/devices/system/cpu/online",
    "/sys/devices/system/cpu/",
    "/sys/devices/system/cpu/cpu*/online",
    "/sys/devices/system/cpu/present",
    "/sys/devices/system/cpu/cpu*/topology/thread_siblings_list",
    "/sys/devices/system/cpu/cpu*/topology/thread_siblings",
    "/sys/devices/system/cpu/cpu*/topology/core_cpus_list",
    "/sys/devices/system/cpu/cpu*/topology/core_cpus",
    "/sys/devices/system/cpu/cpu*/topology/core_siblings_list",
    "/sys/devices/system/cpu/cpu*/topology/core_siblings",
    "/sys/devices/system/cpu/cpu*/topology/package_cpus_list",
    "/sys/devices/system/cpu/cpu*/topology/package_cpus",
    "/sys/devices/system/node/online",
    "/sys/devices/system/node/",
    "/sys/devices/system/node/node*/cpulist",
    "/sys/devices/system/node/node*/cpumap",
    "/sys/firmware/acpi/tables/PPTT",
    "/sys/class/dmi/id/sys_vendor",
    "/sys/devices/system/cpu/cpu*/cache/",
    "/sys/devices/system/cpu/cpu*/cache/index*/size",
    "/sys/devices/system/cpu/cpu*/cache/index*/level",
    "/sys/devices/system/cpu/cpu*/cache/index*/type",
    "/sys/devices/system/cpu/cpu*/cache/index*/coherency_line_size",
    "/sys/devices/system/cpu/cpu*/cache/index*/shared_cpu_list",
    // core_kinds.cc
    "/sys/devices/cpu_core/cpus",
    "/sys/devices/cpu_atom/cpus",
    "/sys/devices/cpu_lowpower/cpus",
    // fingerprint.cc, memory_modules.cc, firmware.cc
    "/proc/meminfo",
    "/sys/firmware/dmi/entries/",
    "/sys/firmware/dmi/entries/17-*/raw",
    "/sys/devices/system/edac/mc/",
    "/sys/devices/system/edac/mc/mc*/",
    "/sys/devices/system/edac/mc/mc*/dimm*/size",
    "/sys/devices/system/edac/mc/mc*/dimm*/dimm_mem_type",
    "/sys/devices/system/edac/mc/mc*/dimm*/dimm_location",
    "/sys/class/dmi/id/bios_vendor",
    "/sys/class/dmi/id/bios_version",
    "/sys/class/dmi/id/bios_date",
    "/proc/device-tree/chosen/u-boot,version",
    "/sys/firmware/devicetree/base/chosen/u-boot,version",
    "/proc/self/stat",
    "/proc/sys/kernel/osrelease",
    "/proc/cmdline",
    "/etc/os-release",
    "/sys/devices/system/cpu/cpufreq/",
    "/sys/devices/system/cpu/cpufreq/policy*/scaling_governor",
    "/sys/devices/system/cpu/cpufreq/policy*/scaling_driver",
    "/sys/devices/system/cpu/cpufreq/policy*/scaling_min_freq",
    "/sys/devices/system/cpu/cpufreq/policy*/scaling_max_freq",
    "/sys/devices/system/cpu/cpufreq/boost",
    "/sys/devices/system/cpu/intel_pstate/no_turbo",
    "/sys/devices/system/cpu/smt/active",
    "/sys/devices/system/cpu/isolated",
    "/sys/devices/system/cpu/nohz_full",
    "/proc/sys/kernel/randomize_va_space",
    "/proc/sys/kernel/numa_balancing",
    "/proc/sys/kernel/perf_event_paranoid",
    "/sys/devices/system/clocksource/clocksource0/current_clocksource",
    "/sys/kernel/mm/transparent_hugepage/enabled",
    "/sys/devices/system/cpu/vulnerabilities/",
    "/sys/devices/system/cpu/vulnerabilities/*",
    // cgroup.cc
    "/proc/self/cgroup",
    "/sys/fs/cgroup/cgroup.controllers",
    "/sys/fs/cgroup/cpu/tasks",
    "/sys/fs/cgroup/**/cpu.max",
    "/sys/fs/cgroup/**/cpu.cfs_quota_us",
    "/sys/fs/cgroup/**/cpu.cfs_period_us",
    "/sys/fs/cgroup/**/cpu.stat",
    "/sys/fs/cgroup/**/memory.max",
    "/sys/fs/cgroup/**/memory.limit_in_bytes",
    // guest.cc
    "/sys/class/dmi/id/board_vendor",
    "/proc/device-tree/compatible",
    "/sys/firmware/devicetree/base/compatible",
    "/proc/device-tree/hypervisor/compatible",
    "/sys/firmware/devicetree/base/hypervisor/compatible",
    "/proc/device-tree/",
    "/proc/device-tree/fw*/compatible",
    "/sys/firmware/devicetree/base/",
    "/sys/firmware/devicetree/base/fw*/compatible",
    "/proc/bus/pci/devices",
    "/proc/sysinfo",
    "/sys/hypervisor/type",
    "/sys/firmware/qemu_fw_cfg/rev",
    "/sys/devices/system/clocksource/clocksource0/available_clocksource",
    // emulation.cc
    "/proc/self/comm",
    "/proc/sys/kernel/arch",
    // container.cc
    "/run/systemd/container",
    "/run/host/container-manager",
    "/.dockerenv",
    "/run/.containerenv",
    "/.lxc-boot-id",
    "/dev/.lxc-boot-id",
    "/dev/lxd/sock",
    "/proc/1/environ",
    "/proc/1/cgroup",
    "/proc/self/mounts",
    // state.cc
    "/proc/loadavg",
    "/proc/pressure/cpu",
    "/proc/pressure/memory",
    "/proc/pressure/io",
    "/proc/stat",
    "/sys/class/thermal/",
    "/sys/class/thermal/thermal_zone*/temp",
    "/sys/class/hwmon/",
    "/sys/class/hwmon/*/",
    "/sys/class/hwmon/*/temp*_input",
    "/sys/devices/system/cpu/cpu*/thermal_throttle/package_throttle_count",
    "/sys/devices/system/cpu/cpu*/cpufreq/scaling_cur_freq",
    "/proc/sys/kernel/random/boot_id",
    // disturbance.cc
    "/sys/devices/system/cpu/cpu*/thermal_throttle/core_throttle_count",
});

// Found with strace over runs of all suites, and by reading. kits_test.py traces a short run.
constexpr auto kFilesOfARun = std::to_array<std::string_view>({
    // sys/machine_lock.cc; /proc/locks and the next two while it waits for another measurement
    "/",
    "/proc/",
    "/proc/locks",
    "/proc/*/comm",
    "/etc/passwd",
    // sys/family.cc, sys/left_over.cc: whom a benchmark started, and what a killed run left
    "/proc/*/stat",
    "/proc/*/statm",
    "/proc/*/task/",
    "/proc/*/task/*/children",
    "/proc/self/exe",
    "/proc/self/fd/",
    "/dev/null",
    // Google Benchmark, in each program
    "/sys/devices/system/cpu/cpu*/cache/index*/shared_cpu_map",
    "/sys/devices/system/cpu/cpu*/cpufreq/cpuinfo_max_freq",
    "/sys/devices/system/cpu/cpu*/cpufreq/scaling_governor",
    "/sys/devices/system/cpu/cpu0/tsc_freq_khz",
    "/usr/share/zoneinfo/UTC",
    // the benchmarks of libc that set TZ
    "/usr/share/zoneinfo/UTC0",
    // the benchmarks of memory and middleware: which CPUs share a cache, how much memory is free
    "/sys/devices/system/cpu/cpu*/topology/cluster_cpus_list",
    "/sys/devices/system/cpu/cpu*/topology/die_cpus_list",
    "/sys/fs/cgroup/**/memory.current",
    "/sys/fs/cgroup/**/memory.usage_in_bytes",
    "/sys/fs/cgroup/**/memory.stat",
    // the benchmarks of the suite kernel
    "/dev/zero",
    "/proc/*/cgroup",
    "/proc/self/io",
    "/proc/self/mountinfo",
    "/proc/self/ns/net",
    "/proc/self/ns/uts",
    "/sys/fs/cgroup/**/",
});

}  // namespace

std::span<const std::string_view> files_that_a_run_reads() { return kFilesOfARun; }

std::span<const std::string_view> files_that_are_read() { return kFiles; }

}  // namespace assay::host
