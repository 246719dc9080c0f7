// SPDX-License-Identifier: Apache-2.0
// Machines made up for tests after public reports: a server of two sockets without any sign of a
// hypervisor, a guest of KVM, and one of two kinds of cores.
#pragma once

#include <fmt/format.h>

#include "catalog/cores.h"
#include "host/root.h"
#include "sys/files.h"

namespace assay::host {

// Its 16 CPUs, in two sockets and four nodes.
inline void add_cpus(Readings& files) {
  std::string cpuinfo;
  for (int cpu = 0; cpu < 16; ++cpu) {
    cpuinfo += fmt::format(
        "processor\t: {}\nBogoMIPS\t: 200.00\n"
        "Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid "
        "asimdrdm "
        "jscvt fcma dcpop asimddp asimdfhm\nCPU implementer\t: 0x48\nCPU architecture: 8\n"
        "CPU variant\t: 0x1\nCPU part\t: 0xd01\nCPU revision\t: 0\n\n",
        cpu);
    const auto topology = fmt::format("/sys/devices/system/cpu/cpu{}/topology/", cpu);
    files[topology + "thread_siblings_list"] = fmt::format("{}", cpu);
    files[topology + "core_siblings_list"] = cpu < 8 ? "0-7" : "8-15";
  }
  files["/proc/cpuinfo"] = cpuinfo + "Hardware\t: none\nSerial\t\t: 00000000a1b2c3d4\n";
  for (int node = 0; node < 4; ++node) {
    files[fmt::format("/sys/devices/system/node/node{}/cpulist", node)] =
        fmt::format("{}-{}", node * 4, node * 4 + 3);
  }
}

inline void add_caches(Readings& files) {
  const auto cache = [&](int index, const char* level, const char* type, const char* size,
                         const char* line, const char* shared) {
    const auto folder = fmt::format("/sys/devices/system/cpu/cpu0/cache/index{}/", index);
    files[folder + "level"] = level;
    files[folder + "type"] = type;
    files[folder + "size"] = size;
    files[folder + "coherency_line_size"] = line;
    files[folder + "shared_cpu_list"] = shared;
  };
  cache(0, "1", "Data", "64K", "64", "0");
  cache(1, "1", "Instruction", "64K", "64", "0");
  cache(2, "2", "Unified", "512K", "64", "0");
  cache(3, "3", "Unified", "24576K", "128", "0-3");
}

// Two sockets of eight cores in four NUMA nodes: a small one of its kind.
inline Readings bare_metal_server() {
  Readings files{
      {"/observed/machine", "aarch64"},
      {"/observed/vdso", "present"},
      {"/observed/page_size", "65536"},
      {"/observed/cpus_usable", "16"},
      {"/observed/libc", "glibc 2.38"},
      {"/observed/clock.cost_ns", "38"},
      {"/observed/clock.tick_ns", "10"},
      {"/proc/self/comm", "assay"},
      {"/proc/self/stat",
       "22249 (assay) R 22238 22238 17658 0 -1 4194304 53 0 0 0 0 0 0 0 20 0 1 0 4977530 1028096 "
       "132 18446744073709551615 4198400 4690033 140726476917088 0 0 0 0 0 0 0 0 0 17 0"},
      {"/proc/self/cgroup", "0::/user.slice/user-1000.slice/anna.scope"},
      {"/sys/fs/cgroup/cgroup.controllers", "cpu memory"},
      {"/sys/fs/cgroup/user.slice/user-1000.slice/cpu.max", "max 100000"},
      {"/sys/fs/cgroup/user.slice/user-1000.slice/cpu.stat", "nr_periods 0\nnr_throttled 0"},
      {"/proc/sys/kernel/arch", "aarch64"},
      {"/proc/sys/kernel/osrelease", "6.6.0-72.0.0.76.oe2403sp1.aarch64"},
      {"/proc/sys/kernel/randomize_va_space", "2"},
      {"/proc/sys/kernel/random/boot_id", "0f6e6a1c-6d3c-4a43-9d3e-6f1f0e1b5a77"},
      {"/proc/cmdline",
       "BOOT_IMAGE=/vmlinuz root=UUID=1b2c-3d4e isolcpus=2-3 hostname=anna mitigations=off"},
      {"/proc/meminfo", "MemTotal:  527893312 kB\nMemFree: 1 kB"},
      {"/proc/loadavg", "0.01 0.03 0.05 1/900 22249"},
      {"/etc/os-release", "NAME=\"openEuler\"\nPRETTY_NAME=\"openEuler 24.03 (LTS-SP1)\""},
      {"/sys/class/dmi/id/sys_vendor", "Huawei"},
      {"/sys/class/dmi/id/product_name", "TaiShan 200 (Model 2280)"},
      {"/sys/devices/system/cpu/online", "0-15"},
      {"/sys/devices/system/cpu/smt/active", "0"},
      {"/sys/devices/system/cpu/isolated", "2-3"},
      {"/sys/devices/system/cpu/cpufreq/policy0/scaling_governor", "performance"},
      {"/sys/devices/system/cpu/cpufreq/policy0/scaling_driver", "cppc_cpufreq"},
      {"/sys/devices/system/clocksource/clocksource0/current_clocksource", "arch_sys_counter"},
      {"/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never"},
      {"/sys/devices/system/node/online", "0-3"}};
  add_cpus(files);
  add_caches(files);
  return files;
}

// Two kinds of cores in one machine.
inline Readings hybrid() {
  std::string cpuinfo;
  for (int cpu = 0; cpu < 4; ++cpu) {
    cpuinfo += fmt::format(
        "processor\t: {}\nBogoMIPS\t: 100.00\nFeatures\t: fp asimd evtstrm aes pmull sha1 sha2 "
        "crc32 cpuid{}\nCPU implementer\t: 0x70\nCPU architecture: 8\nCPU variant\t: 0x1\n"
        "CPU part\t: {}\nCPU revision\t: 3\n\n",
        cpu, cpu < 2 ? " sha3 sha512" : "", cpu < 2 ? "0x303" : "0x664");
  }
  return {{"/proc/sys/kernel/arch", "aarch64"},
          {"/proc/cpuinfo", cpuinfo},
          {"/sys/devices/system/cpu/online", "0-3"}};
}

inline void write_machine(const Readings& files, const std::filesystem::path& top) {
  for (const auto& [path, text] : files) {
    sys::write_whole(top / std::filesystem::path(path).relative_path(), text + '\n');
  }
}

inline catalog::Cores real_cores() {
  std::vector<base::Problem> problems;
  return catalog::read_cores(
      sys::read_file(ASSAY_SOURCE_DIR "/targets/cores.toml", base::Bytes{1u << 20}), "cores.toml",
      problems);
}

inline Readings kvm_guest() {
  return {{"/observed/machine", "x86_64"},
          {"/observed/vdso", "present"},
          {"/observed/cpuid.hypervisor", "KVMKVMKVM"},
          {"/observed/page_size", "4096"},
          {"/proc/self/comm", "assay"},
          {"/proc/self/cgroup", "0::/docker/3f9a77aa01"},
          {"/sys/fs/cgroup/cgroup.controllers", "cpu memory"},
          {"/sys/fs/cgroup/docker/3f9a77aa01/cpu.max", "150000 100000"},
          {"/sys/fs/cgroup/docker/3f9a77aa01/cpu.stat", "nr_throttled 12"},
          {"/proc/sys/kernel/arch", "x86_64"},
          {"/proc/cpuinfo",
           "processor : 0\nvendor_id : GenuineIntel\ncpu family : 6\nmodel : 85\n"
           "model name : QEMU Virtual CPU version 2.5+\nstepping : 7\nmicrocode : 0x1\n"
           "cpu MHz : 2500.000\nflags : fpu avx2 hypervisor\nbogomips : 5000.00\n"},
          {"/sys/class/dmi/id/sys_vendor", "QEMU"},
          {"/sys/devices/system/cpu/online", "0-1"},
          {"/proc/stat", "cpu  400 0 100 475 0 0 0 25 0 0"}};
}

}  // namespace assay::host
