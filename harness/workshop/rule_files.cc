// SPDX-License-Identifier: Apache-2.0
#include "workshop/rule_files.h"

#include <algorithm>
#include <map>
#include <set>
#include <system_error>

#include "sys/files.h"
#include "workshop/revision.h"

namespace assay::workshop {
namespace {

namespace fs = std::filesystem;

constexpr base::Bytes kLargestRules{1u << 20};
constexpr const char* kTargets = "targets";

using Texts = std::map<std::string, std::string>;  // by path from the tree

// What the catalog reads of targets, toolchains, systems and machines.
Texts target_files(const fs::path& tree) {
  Texts texts;
  std::error_code fault;
  for (fs::recursive_directory_iterator entry(tree / kTargets, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    const fs::path& path = entry->path();
    std::error_code unknown;
    if (!entry->is_regular_file(unknown)) continue;
    if (path.extension() != ".toml" && path.extension() != ".config") continue;
    texts[path.lexically_relative(tree).string()] = sys::read_file(path, kLargestRules);
  }
  return texts;
}

void add_differing(std::set<std::string>& names, const Texts& one, const Texts& other) {
  for (const auto& [name, text] : one) {
    const auto found = other.find(name);
    if (found == other.end() || found->second != text) names.insert(name);
  }
}

bool has_programs_of(const work::GateSide& side, const std::string& suite) {
  return std::ranges::any_of(side.programs,
                             [&](const auto& each) { return each.cell.suite == suite; });
}

bool same_rules(const catalog::Suite& one, const catalog::Suite& other) {
  if (one.folder == other.folder) return true;
  const auto text = [](const catalog::Suite& suite) {
    return sys::read_file(fs::path(suite.folder) / "suite.toml", kLargestRules);
  };
  return text(one) == text(other);
}

}  // namespace

std::vector<std::string> differing_rules(const work::GateSide& base, const work::GateSide& head,
                                         const fs::path& data) {
  std::set<std::string> names;
  for (const catalog::Suite& suite : base.catalog.suites) {
    const catalog::Suite* const other = head.catalog.suite(suite.name);
    if (other == nullptr || same_rules(suite, *other)) continue;
    if (has_programs_of(base, suite.name) || has_programs_of(head, suite.name))
      names.insert("benchmarks/" + suite.name + "/suite.toml");
  }
  for (const work::GateSide* side : {&base, &head}) {
    if (side->source.empty()) continue;
    const sys::TemporaryFolder folder;
    write_folder_at(side->source, kTargets, data, folder.path());
    const Texts theirs = target_files(folder.path()), ours = target_files(data);
    add_differing(names, theirs, ours);
    add_differing(names, ours, theirs);
  }
  return {names.begin(), names.end()};
}

}  // namespace assay::workshop
