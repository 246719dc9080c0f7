// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/text.h"

namespace assay::catalog {
namespace {

using base::Problem;

// The last part of a path, "kunpeng-920" of "targets/kunpeng-920.toml".
std::string_view stem(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  path.remove_prefix(path.rfind('/') + 1);
  if (path.ends_with(".toml")) path.remove_suffix(5);
  return path;
}

template <class Thing>
const Thing* find_named(const std::vector<Thing>& things, std::string_view name) {
  const auto found = std::ranges::find(things, name, &Thing::name);
  return found == things.end() ? nullptr : &*found;
}

template <class Thing>
std::vector<std::string> names(const std::vector<Thing>& things) {
  std::vector<std::string> result;
  for (const auto& thing : things) result.push_back(thing.name);
  return result;
}

// The name that a file or folder promises, and nobody else's.
template <class Thing>
void check_name(const Thing& thing, std::string_view path, const std::vector<Thing>& others,
                std::vector<Problem>& problems) {
  if (thing.name.empty()) return;
  if (thing.name != stem(path)) {
    problems.push_back(
        {thing.position,
         fmt::format("name \"{}\" differs from {}", base::printable(thing.name), stem(path)),
         "the name and the file or folder must be the same"});
  }
  if (const auto* other = find_named(others, thing.name)) {
    problems.push_back({thing.position,
                        fmt::format("name \"{}\" is given twice: also at {}",
                                    base::printable(thing.name), to_text(other->position)),
                        {}});
  }
}

// Faults of a file that could not be read are not told again as faults of those that name it.
template <class Thing>
bool all_named(const std::vector<Thing>& things) {
  return std::ranges::none_of(things, [](const Thing& thing) { return thing.name.empty(); });
}

void check_os_name(const std::string& name, const base::Position& position, const Catalog& catalog,
                   std::vector<Problem>& problems) {
  if (catalog.systems.empty()) return;  // a kit has none: it runs what was built elsewhere
  if (name.empty() || catalog.os(name) != nullptr || !all_named(catalog.systems)) return;
  problems.push_back({position,
                      fmt::format("unknown os \"{}\"{}", base::printable(name),
                                  base::did_you_mean(name, names(catalog.systems))),
                      "targets/os/ has one file for each"});
}

// An image takes its libraries from systems that have some.
void check_libraries(const Os& os, const Catalog& catalog, std::vector<Problem>& problems) {
  for (const auto& name : os.libraries) {
    check_os_name(name, os.position, catalog, problems);
    const auto* library = catalog.os(name);
    if (library != nullptr && library->kind == "image") {
      problems.push_back({os.position, fmt::format("libraries: {} is an image itself", name), {}});
    }
  }
}

// Every architecture has libraries, and a machine if the system boots there.
void check_architectures(const Os& os, const Catalog& catalog, std::vector<Problem>& problems) {
  for (const auto& arch : os.architectures) {
    if (all_named(catalog.systems) && library_os(catalog, os, arch) == nullptr) {
      problems.push_back(
          {os.position, fmt::format("none of its libraries has {}", base::printable(arch)), {}});
    }
    if (boots(os, arch) && catalog.machine(arch) == nullptr && all_named(catalog.machines)) {
      problems.push_back({os.position, fmt::format("no machine for {}", base::printable(arch)),
                          "targets/machines/ has one file for each"});
    }
  }
  for (const auto& arch : os.packages ? os.packages->architectures : std::vector<std::string>{}) {
    if (has_architecture(os, arch)) continue;
    problems.push_back(
        {os.position, fmt::format("packages for {}, which the system does not have", arch), {}});
  }
}

void check_fragments(const Os& os, const Catalog& catalog, std::vector<Problem>& problems) {
  if (!os.kernel) return;
  std::vector<std::string> known;
  for (const auto& fragment : catalog.kernel_fragments) known.push_back(fragment.name);
  for (const auto& name : os.kernel->fragments) {
    if (std::ranges::find(known, name) != known.end()) continue;
    problems.push_back({os.position,
                        fmt::format("unknown fragment \"{}\"{}", base::printable(name),
                                    base::did_you_mean(name, known)),
                        "targets/os/kernel/ has one file or more for each"});
  }
}

void check_image(const Os& os, const Catalog& catalog, std::vector<Problem>& problems) {
  check_libraries(os, catalog, problems);
  check_architectures(os, catalog, problems);
  check_fragments(os, catalog, problems);
}

void check_default_targets(const Catalog& catalog, std::vector<Problem>& problems) {
  std::map<std::string_view, const Target*> defaults;  // by architecture
  for (const auto& target : catalog.targets) {
    if (!target.default_for_arch || target.arch.empty()) continue;
    const auto [other, first] = defaults.try_emplace(target.arch, &target);
    if (first) continue;
    problems.push_back({target.position,
                        fmt::format("default_for_arch is said twice for {}: also by {}",
                                    target.arch, to_text(other->second->position)),
                        "one target at most is an architecture's default"});
  }
}

void cross_check(const Catalog& catalog, std::vector<Problem>& problems) {
  for (const auto& target : catalog.targets) {
    check_os_name(target.os, target.position, catalog, problems);
    const auto* os = catalog.os(target.os);
    const bool both_known = os != nullptr && !os->architectures.empty() && !target.arch.empty();
    if (both_known && !has_architecture(*os, target.arch)) {
      problems.push_back({target.position,
                          fmt::format("default os {} has no {}", target.os, target.arch),
                          "it has: " + base::join(os->architectures, ", ")});
    }
  }
  check_default_targets(catalog, problems);
  for (const auto& os : catalog.systems) check_image(os, catalog, problems);
  for (const auto& toolchain : catalog.toolchains) {
    for (const auto& rule : toolchain.linkers) {
      check_os_name(rule.os, rule.position, catalog, problems);
    }
    for (const auto& rule : toolchain.exclusions) {
      check_os_name(rule.os, rule.position, catalog, problems);
    }
  }
  const auto defaults = std::ranges::count(catalog.toolchains, true, &Toolchain::by_default);
  if (!catalog.toolchains.empty() && all_named(catalog.toolchains) && defaults != 1) {
    problems.push_back({catalog.toolchains.front().position,
                        fmt::format("{} toolchains say default = true", defaults),
                        "exactly one is the default"});
  }
}

}  // namespace

const Target* Catalog::target(std::string_view name) const { return find_named(targets, name); }
const Toolchain* Catalog::toolchain(std::string_view name) const {
  return find_named(toolchains, name);
}
const Os* Catalog::os(std::string_view name) const { return find_named(systems, name); }
const Suite* Catalog::suite(std::string_view name) const { return find_named(suites, name); }
const Machine* Catalog::machine(std::string_view arch) const { return find_named(machines, arch); }

const Os* library_os(const Catalog& catalog, const Os& os, std::string_view arch) {
  if (os.kind != "image") return &os;
  for (const auto& name : os.libraries) {
    const auto* library = catalog.os(name);
    if (library != nullptr && has_architecture(*library, arch)) return library;
  }
  return nullptr;
}

Catalog read_catalog(const CatalogSources& sources) {
  Catalog catalog;
  std::vector<Problem> problems;
  for (const auto& [file, text] : sources.targets) {
    if (stem(file) == "cores") {
      catalog.cores = read_cores(text, file, problems);
      continue;
    }
    auto target = read_target(text, file, problems);
    check_name(target, file, catalog.targets, problems);
    catalog.targets.push_back(std::move(target));
  }
  for (const auto& [file, text] : sources.toolchains) {
    auto toolchain = read_toolchain(text, file, problems);
    check_name(toolchain, file, catalog.toolchains, problems);
    catalog.toolchains.push_back(std::move(toolchain));
  }
  for (const auto& [file, text] : sources.systems) {
    auto os = read_os(text, file, problems);
    check_name(os, file, catalog.systems, problems);
    catalog.systems.push_back(std::move(os));
  }
  for (const auto& [file, text] : sources.machines) {
    auto machine = read_machine(text, file, problems);
    check_name(machine, file, catalog.machines, problems);
    catalog.machines.push_back(std::move(machine));
  }
  for (const auto& [file, text] : sources.kernel_fragments) {
    catalog.kernel_fragments.push_back(read_kernel_fragment(text, file, problems));
  }
  for (const auto& [folder, file, checksums] : sources.suites) {
    auto suite = read_suite(file.text, file.file, checksums.text, checksums.file, problems);
    suite.folder = folder;
    check_name(suite, folder, catalog.suites, problems);
    catalog.suites.push_back(std::move(suite));
  }
  cross_check(catalog, problems);
  if (!problems.empty()) throw base::Error::of(base::Exit::usage, problems);
  return catalog;
}

}  // namespace assay::catalog
