// SPDX-License-Identifier: Apache-2.0
// Which benchmark of one column stands beside which of another: those of the same name. Here names
// are put in order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::judge {

// Digits compare as numbers, so that copy/64 comes before copy/1024.
bool natural_less(std::string_view a, std::string_view b);

// Every name of any column once: suites in the order given, those not among them last; in natural
// order within a suite.
std::vector<std::string> paired_names(const std::vector<std::vector<std::string>>& columns,
                                      const std::vector<std::string>& suites);

}  // namespace assay::judge
