// SPDX-License-Identifier: Apache-2.0
// Where libc, libraries and headers of a cell come from, read from targets/os/*.toml.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "catalog/family.h"

namespace assay::catalog {

struct Os {
  std::string name;
  std::string title;
  std::string libc;          // "glibc"
  std::string libc_version;  // "2.36"
  // "installed": the distribution's packages under /usr; "unpacked": a folder in the cache.
  std::string kind;
  std::string sysroot;       // "{cache}/sysroots/debian-13"; "" for installed
  std::string probe;         // a file that exists when the sysroot is there for an arch:
                             // "/usr/{triple}/lib/libc.a"
  std::string native_probe;  // the same for the host's own architecture; "" when it is the same
  std::string package;       // what brings it: "libstdc++-12-dev-{debian}-cross"
  std::string setup;         // command that brings it: "scripts/setup --sysroot debian-13:{debian}"
  ByFamily flags;            // by compiler family, compile and link
  ByFamily link_flags;       // by compiler family
  ByFamily native_flags;     // instead of `flags` on the host's own architecture
  std::vector<std::string> architectures;  // that it has
  base::Place place;
};

// Problems are added; what comes back is then not to be used.
Os read_os(std::string_view text, std::string_view file, std::vector<base::Problem>& problems);

// The probe that holds: `native` on the host's own architecture.
const std::string& probe_of(const Os& os, bool native);

bool has_architecture(const Os& os, std::string_view arch);

}  // namespace assay::catalog
