// SPDX-License-Identifier: Apache-2.0
#include "catalog/toolchain.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/toml.h"
#include "catalog/architecture.h"
#include "catalog/family.h"
#include "catalog/spelling.h"

namespace assay::catalog {
namespace {

using base::Problem;
using base::TomlReader;
using base::TomlTable;

// At least one candidate.
std::vector<std::string> candidates(TomlReader& reader, std::string_view key) {
  auto texts = read_patterns(reader, key);
  if (texts.empty()) reader.problem(key, "is missing", "give a list of programs, best first");
  return texts;
}

void read_toolchain_head(const TomlTable& table, Toolchain& toolchain,
                         std::vector<Problem>& problems) {
  TomlReader reader(table, "[toolchain]", problems);
  toolchain.name = read_name(reader, "name");
  toolchain.family = reader.word("family", families());
  toolchain.by_default = reader.boolean_or("default", false);
  toolchain.minimum = reader.text_or("minimum", "");
  toolchain.package = read_pattern(reader, "package");
  toolchain.c = candidates(reader, "c");
  toolchain.cxx = candidates(reader, "cxx");
  toolchain.linker = candidates(reader, "linker");
  toolchain.native_c = read_patterns(reader, "native_c");
  toolchain.native_cxx = read_patterns(reader, "native_cxx");
  toolchain.native_linker = read_patterns(reader, "native_linker");
  toolchain.flags = read_patterns(reader, "flags");
  toolchain.link_flags = read_patterns(reader, "link_flags");
  toolchain.position = reader.position("name");
  reader.finish();
}

LinkerRule read_linker(const TomlTable& table, std::size_t index, std::vector<Problem>& problems) {
  TomlReader reader(table, fmt::format("[[linker]] {}", index + 1), problems);
  LinkerRule rule{.arch = reader.word("arch", architecture_names()),
                  .os = reader.text_or("os", ""),
                  .path = read_pattern(reader, "path"),
                  .name = reader.text("name"),
                  .reason = reader.text("reason"),
                  .position = reader.position("os")};
  reader.finish();
  return rule;
}

Exclusion read_exclusion(const TomlTable& table, std::size_t index,
                         std::vector<Problem>& problems) {
  TomlReader reader(table, fmt::format("[[exclusion]] {}", index + 1), problems);
  Exclusion exclusion{.arch = {},
                      .os = reader.text_or("os", ""),
                      .reason = reader.text("reason"),
                      .position = reader.position("os")};
  const bool has_arch = reader.any("arch") != nullptr;
  if (has_arch) exclusion.arch = reader.word("arch", architecture_names());
  if (!has_arch && exclusion.os.empty()) {
    reader.problem("arch", "neither arch nor os is given: nothing would be left");
  }
  reader.finish();
  return exclusion;
}

template <class Rule>
const Rule* first_for(const std::vector<Rule>& rules, std::string_view arch, std::string_view os) {
  const auto found = std::ranges::find_if(rules, [&](const Rule& rule) {
    return (rule.arch.empty() || rule.arch == arch) && (rule.os.empty() || rule.os == os);
  });
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace

Toolchain read_toolchain(std::string_view text, std::string_view file,
                         std::vector<Problem>& problems) {
  Toolchain toolchain;
  toolchain.position.file = std::string(file);
  const auto before = problems.size();
  const auto root = base::parse_toml(text, file, problems);
  if (problems.size() != before) return toolchain;

  TomlReader reader(root, "toolchain file", problems);
  if (const auto* head = reader.table("toolchain")) {
    read_toolchain_head(*head, toolchain, problems);
  } else if (root.find("toolchain") == nullptr) {
    reader.problem("toolchain", "is missing", "targets/README.md lists every key");
  }
  const auto linkers = reader.tables("linker");
  for (std::size_t i = 0; i < linkers.size(); ++i) {
    toolchain.linkers.push_back(read_linker(*linkers[i], i, problems));
  }
  const auto exclusions = reader.tables("exclusion");
  for (std::size_t i = 0; i < exclusions.size(); ++i) {
    toolchain.exclusions.push_back(read_exclusion(*exclusions[i], i, problems));
  }
  reader.finish();
  return toolchain;
}

const LinkerRule* linker_rule(const Toolchain& toolchain, std::string_view arch,
                              std::string_view os) {
  return first_for(toolchain.linkers, arch, os);
}

const Exclusion* exclusion(const Toolchain& toolchain, std::string_view arch, std::string_view os) {
  return first_for(toolchain.exclusions, arch, os);
}

}  // namespace assay::catalog
