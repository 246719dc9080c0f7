// SPDX-License-Identifier: Apache-2.0
// A named piece of a Linux configuration, read from one file of targets/os/kernel/: NAME.config
// for every architecture, NAME.ARCH.config beside it for one.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace assay::catalog {

struct KernelFragment {
  std::string name;     // "io_uring"
  std::string arch;     // name of an Architecture; "" for all
  std::string purpose;  // what it is for: the comment that the file begins with
  // In the file's order: {"CONFIG_HZ", "100"}, {"CONFIG_SMP", "y"}, {"CONFIG_SMP", "n"}.
  std::vector<std::pair<std::string, std::string>> options;
  base::Position position;
};

// Lines are `CONFIG_NAME=value` (y, n, a whole number or text in double quotes), comments and empty
// ones; modules are refused, since an image has none. Problems are added; what comes back is then
// not to be used.
KernelFragment read_kernel_fragment(std::string_view text, std::string_view file,
                                    std::vector<base::Problem>& problems);

// The configuration of `names` for an architecture, in their order; where two say the same option,
// the later one decides. Names are those of fragments.
std::vector<std::pair<std::string, std::string>> merged_options(
    const std::vector<KernelFragment>& fragments, const std::vector<std::string>& names,
    std::string_view arch);

}  // namespace assay::catalog
