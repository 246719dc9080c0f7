// SPDX-License-Identifier: Apache-2.0
// What words in files must look like: names, which become folders and parts of arguments, and texts
// with placeholders such as {triple}.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/toml.h"

namespace assay::catalog {

// Lower-case letters, digits, '.', '_' and '-', beginning with a letter or digit.
bool is_name(std::string_view text);

// Required; a problem when it is not a name.
std::string read_name(base::TomlReader& reader, std::string_view key);

// The words that may stand between { and }.
std::vector<std::string> placeholders();

// The value of `key`, with a problem for every placeholder that isn't one.
std::string read_pattern(base::TomlReader& reader, std::string_view key);
std::string read_pattern_or(base::TomlReader& reader, std::string_view key, std::string otherwise);
std::vector<std::string> read_patterns(base::TomlReader& reader, std::string_view key);

}  // namespace assay::catalog
