// SPDX-License-Identifier: Apache-2.0
// Who made this CPU and which one it is, under the keys that targets' identity rules use.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/root.h"

namespace assay::host {

struct CpuIdentity {
  // "x86.vendor", "x86.family", "x86.model"; "arm.implementer", "arm.part", "arm.variant";
  // "riscv.mvendorid", "riscv.marchid", "riscv.mimpid"; "loongarch.prid"; "cpuinfo.model_name";
  // "dmi.product". Sources: /proc/cpuinfo (or, for Arm's MIDR, sysfs) and DMI. What is missing is
  // left out.
  std::vector<std::pair<std::string, std::string>> keys;
  std::vector<std::string> features;  // flags of the first CPU, sorted
  std::string name;                   // for people: the model name, else vendor and part
  std::string microcode;              // x86
  // Only evidence looks at it: on Arm it is the frequency of the counter, elsewhere that of the
  // moment.
  std::string bogomips;
};

CpuIdentity identify_cpu(const Root& root);

}  // namespace assay::host
