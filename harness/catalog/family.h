// SPDX-License-Identifier: Apache-2.0
// Compiler families: compilers that take the same flags. Targets and systems give flags for each.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/toml.h"

namespace assay::catalog {

std::vector<std::string> families();  // "gcc", "clang"

using ByFamily = std::map<std::string, std::vector<std::string>, std::less<>>;

// Reads the table `key` of `reader`, a list of strings for each family; {} when there is no such
// table.
ByFamily read_by_family(base::TomlReader& reader, std::string_view key,
                        std::vector<base::Problem>& problems);

// {} when the family has none.
const std::vector<std::string>& of_family(const ByFamily& flags, std::string_view family);

}  // namespace assay::catalog
