// SPDX-License-Identifier: Apache-2.0
// The keys a README documents and the keys a TOML file has, both as "table key", for tests that
// hold one against the other.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/text.h"
#include "base/toml.h"
#include "catalog/spelling.h"
#include "sys/files.h"

namespace assay::catalog {

inline std::vector<std::string> words_in_backquotes(std::string_view text) {
  std::vector<std::string> result;
  const auto pieces = base::split(text, '`');
  for (std::size_t i = 1; i < pieces.size(); i += 2) result.push_back(pieces[i]);
  return result;
}

// Where a line names keys: the first cell of a row, or what a paragraph begins with.
inline std::string_view keys_part(std::string_view line) {
  if (line.starts_with("| `")) return line.substr(0, line.find('|', 1));
  if (line.starts_with("`") && !line.starts_with("```")) return line.substr(0, line.find(','));
  return {};
}

// From the tables under headings such as "### `[target]`" in the chapter that begins so.
// `tables` are those that the chapter is about before its first such heading.
inline std::set<std::string> documented_keys(std::string_view readme, std::string_view chapter,
                                             std::vector<std::string> tables = {}) {
  std::set<std::string> result;
  bool inside = false;
  const auto text = sys::read_file(std::string(ASSAY_SOURCE_DIR "/").append(readme), {1u << 20});
  for (const std::string& line : base::split(text, '\n')) {
    if (line.starts_with("## ")) inside = line.starts_with(chapter);
    if (!inside) continue;
    if (line.starts_with("### ")) tables = words_in_backquotes(line);
    for (const std::string& key : words_in_backquotes(keys_part(line))) {
      if (!is_name(key)) continue;
      for (const std::string& table : tables) {
        result.insert(base::replace_all(base::replace_all(table, "[", ""), "]", "") + " " + key);
      }
    }
  }
  return result;
}

inline void add_keys(const base::TomlTable& table, const std::string& path,
                     std::set<std::string>& keys) {
  const auto below = [&](const std::string& key) { return path.empty() ? key : path + "." + key; };
  for (const auto& [key, position, value] : table.members) {
    if (const auto* inner = std::get_if<base::TomlTable>(&value.value)) {
      add_keys(*inner, below(key), keys);
      continue;
    }
    const auto* items = std::get_if<std::vector<base::TomlValue>>(&value.value);
    if (items == nullptr || items->empty() ||
        !std::holds_alternative<base::TomlTable>(items->front().value)) {
      keys.insert(path + " " + key);
      continue;
    }
    for (const auto& item : *items) {
      add_keys(std::get<base::TomlTable>(item.value), below(key), keys);
    }
  }
}

inline std::set<std::string> keys_of(std::string_view toml) {
  std::vector<base::Problem> problems;
  std::set<std::string> keys;
  add_keys(base::parse_toml(toml, "a.toml", problems), "", keys);
  return keys;
}

}  // namespace assay::catalog
