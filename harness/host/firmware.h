// SPDX-License-Identifier: Apache-2.0
// What stands between the hardware and the kernel, and what the kernel does against the hardware's
// faults: both change how long work takes.
#pragma once

#include <string>

#include "host/root.h"

namespace assay::host {

struct Firmware {
  std::string version;  // with the maker's name: "American Megatrends Inc. 2.1"; U-Boot's own words
  std::string date;     // "2020-03-24"
};
Firmware read_firmware(const Root& root);

struct Mitigations {
  std::string in_force;    // "meltdown: PTI; spectre_v2: Retpolines", or "none"; "" when not told
  std::string vulnerable;  // "mds, l1tf": nothing is done against these
};
Mitigations read_mitigations(const Root& root);

}  // namespace assay::host
