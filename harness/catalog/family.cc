// SPDX-License-Identifier: Apache-2.0
#include "catalog/family.h"

#include <fmt/format.h>

#include <utility>

#include "catalog/spelling.h"

namespace assay::catalog {

std::vector<std::string> families() { return {"gcc", "clang"}; }

ByFamily read_by_family(base::TomlReader& reader, std::string_view key,
                        std::vector<base::Problem>& problems) {
  ByFamily result;
  const auto* table = reader.table(key);
  if (table == nullptr) return result;
  base::TomlReader inner(*table, fmt::format("[{}]", key), problems);
  for (const auto& family : families()) {
    if (auto texts = read_patterns(inner, family); !texts.empty()) {
      result.emplace(family, std::move(texts));
    }
  }
  inner.finish();
  return result;
}

const std::vector<std::string>& of_family(const ByFamily& flags, std::string_view family) {
  static const std::vector<std::string> none;
  const auto found = flags.find(family);
  return found == flags.end() ? none : found->second;
}

}  // namespace assay::catalog
