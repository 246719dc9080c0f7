// SPDX-License-Identifier: Apache-2.0
// A kernel's configuration as text: what is asked for, and whether the kernel kept it. Options
// whose dependencies are missing vanish from a configuration without a word, so somebody has to
// look.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::image {

using KernelOptions = std::vector<std::pair<std::string, std::string>>;

// For KCONFIG_ALLCONFIG: one line for each option.
std::string config_text(const KernelOptions& options);

// Those that the finished .config does not have as asked: "CONFIG_SMP=y", in the order asked for.
std::vector<std::string> lost_options(const KernelOptions& asked, std::string_view config);

}  // namespace assay::image
