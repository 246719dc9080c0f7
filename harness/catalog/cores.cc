// SPDX-License-Identifier: Apache-2.0
#include "catalog/cores.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "base/number.h"
#include "base/text.h"
#include "base/toml.h"

namespace assay::catalog {
namespace {

using base::Problem;
using base::TomlReader;
using Names = std::vector<std::pair<std::string, std::string>>;

// Every member of a table is a name.
Names read_names(TomlReader& vendor, std::string_view key, std::vector<Problem>& problems) {
  Names names;
  const auto* table = vendor.table(key);
  if (table == nullptr) return names;
  for (const auto& [id, position, value] : table->members) {
    const auto* name = std::get_if<std::string>(&value.value);
    if (name == nullptr || name->empty()) {
      problems.push_back({value.position, fmt::format("{}: expected a name", base::printable(id)),
                          "give a string that is not empty"});
      continue;
    }
    names.emplace_back(id, *name);
  }
  return names;
}

// "0xd03" and "0xD03" are one number; what is not a number is compared as it stands.
bool same_id(const std::string& listed, const std::string& told) {
  if (base::matches_glob(listed, told)) return true;
  const auto number = base::hex_to_uint64(listed);
  return listed.starts_with("0x") && number && number == base::hex_to_uint64(told);
}

const std::string* find_name(const Names& names, const std::string& told) {
  if (told.empty()) return nullptr;
  const auto found =
      std::ranges::find_if(names, [&](const auto& each) { return same_id(each.first, told); });
  return found == names.end() ? nullptr : &found->second;
}

}  // namespace

Cores read_cores(std::string_view text, std::string_view file, std::vector<Problem>& problems) {
  Cores cores;
  const auto before = problems.size();
  const auto root = base::parse_toml(text, file, problems);
  if (problems.size() != before) return cores;
  TomlReader reader(root, "core names", problems);
  for (const auto* table : reader.tables("vendor")) {
    TomlReader vendor(*table, fmt::format("[[vendor]] {}", cores.size() + 1), problems);
    cores.push_back({.family = vendor.word("family", {"arm", "riscv", "loongarch"}),
                     .id = vendor.text_or("id", ""),
                     .name = vendor.text("name"),
                     .source = vendor.text("source"),
                     .cores = read_names(vendor, "cores", problems),
                     .names = read_names(vendor, "names", problems)});
    vendor.finish();
  }
  reader.finish();
  return cores;
}

std::string core_name(const Cores& cores, const CoreIds& ids) {
  const CoreVendor* maker = nullptr;
  for (const auto& vendor : cores) {
    if (vendor.family != ids.family) continue;
    const bool its = same_id(vendor.id, ids.vendor);
    if (its) maker = &vendor;
    // The word says more than the number: older cores of one vendor share theirs.
    if (const auto* name = find_name(vendor.names, ids.told)) return vendor.name + ' ' + *name;
    if (!its) continue;
    if (const auto* name = find_name(vendor.cores, ids.core)) return vendor.name + ' ' + *name;
  }
  if (maker == nullptr || ids.core.empty()) return {};
  return fmt::format("{} {}", maker->name, ids.told.empty() ? ids.core : ids.told);
}

}  // namespace assay::catalog
