// SPDX-License-Identifier: Apache-2.0
// Who made this CPU and which one it is, under the keys that targets' identity rules use.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/cpuinfo.h"
#include "host/root.h"

namespace assay::host {

struct CpuIdentity {
  // "x86.vendor", "x86.family", "x86.model"; "arm.implementer", "arm.part", "arm.variant";
  // "riscv.mvendorid", "riscv.marchid", "riscv.mimpid"; "loongarch.prid"; "cpuinfo.uarch",
  // "cpuinfo.model_name"; "dmi.product". Of the first CPU. Sources: /proc/cpuinfo (or, for Arm's
  // MIDR, sysfs) and DMI. What is missing is left out.
  std::vector<std::pair<std::string, std::string>> keys;
  std::vector<std::string> features;    // what every CPU has, sorted
  std::string name;                     // the kernel's own words, else vendor and part as numbers
  std::vector<unsigned> cpus;           // that /proc/cpuinfo numbers
  std::size_t packages = 0, cores = 0;  // as it counts them; 0: it does not
  std::vector<CoreGroup> groups;        // the kinds of cores, in the order of their first CPU
  std::string architecture;             // that has such a /proc/cpuinfo; "" when it can't be told
  std::string microcode;                // x86
  // Only evidence looks at it: on Arm it is the frequency of the counter, elsewhere that of the
  // moment.
  std::string bogomips;
  std::string watchpoints;  // LoongArch: "yes, ..." or "no", evidence as well
};

CpuIdentity identify_cpu(const Root& root);

// The value of one of its keys; "" where it has none.
std::string key_of(const CpuIdentity& cpu, std::string_view key);

// "ARMv7 Processor rev 5 (v7l)", "AArch64 Processor rev 4 (aarch64)": the kernel's words for any
// Arm CPU.
bool is_any_name(std::string_view model_name);

}  // namespace assay::host
