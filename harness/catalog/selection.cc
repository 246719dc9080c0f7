// SPDX-License-Identifier: Apache-2.0
#include "catalog/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/error.h"
#include "base/text.h"

namespace assay::catalog {
namespace {

using base::Problem;

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// Those of `all` that are named; all when none is. Unknown names are problems.
template <class Thing>
std::vector<const Thing*> named(const std::vector<Thing>& all,
                                const std::vector<std::string>& names, std::string_view what,
                                std::string_view listed_by, std::vector<Problem>& problems) {
  std::vector<const Thing*> result;
  std::vector<std::string> known;
  for (const auto& thing : all) {
    known.push_back(thing.name);
    if (names.empty() || holds(names, thing.name)) result.push_back(&thing);
  }
  for (const auto& name : names) {
    if (holds(known, name)) continue;
    problems.push_back({{},
                        fmt::format("unknown {} '{}'{}", what, base::printable(name),
                                    base::did_you_mean(name, known)),
                        fmt::format("assay {} lists them", listed_by)});
  }
  return result;
}

std::vector<const Suite*> suites_of(const Catalog& catalog, const std::vector<std::string>& names,
                                    std::vector<Problem>& problems) {
  if (holds(names, kAllSuites)) return named(catalog.suites, {}, "suite", "suites", problems);
  auto suites = named(catalog.suites, names, "suite", "suites", problems);
  if (names.empty()) std::erase_if(suites, [](const Suite* suite) { return !suite->by_default; });
  return suites;
}

// Adds the cell, or says why there can't be one.
void add(const Target& target, const Toolchain& toolchain, const Os& os, const Suite& suite,
         Selected& selected) {
  Cell cell{target.name, toolchain.name, os.name, suite.name};
  if (!has_architecture(os, target.arch)) {
    selected.left_out.push_back(
        {std::move(cell), "no-architecture",
         fmt::format("{} has no {}: --os {} has it", os.name, target.arch, target.os)});
  } else if (const auto* rule = exclusion(toolchain, target.arch, os.name)) {
    selected.left_out.push_back({std::move(cell), "excluded", rule->reason});
  } else {
    selected.cells.push_back(std::move(cell));
  }
}

}  // namespace

bool names_suite(const Selection& selection, std::string_view suite) {
  const auto& names = selection.suites;
  return names.empty() || holds(names, kAllSuites) || holds(names, suite);
}

Selected select(const Catalog& catalog, const Selection& selection) {
  std::vector<Problem> problems;
  const auto targets = named(catalog.targets, selection.targets, "target", "targets", problems);
  auto toolchains =
      named(catalog.toolchains, selection.toolchains, "toolchain", "toolchains", problems);
  const auto systems = named(catalog.systems, selection.systems, "os", "systems", problems);
  const auto suites = suites_of(catalog, selection.suites, problems);
  if (!problems.empty()) throw base::Error::of(base::Exit::usage, problems);

  if (selection.toolchains.empty()) {
    std::erase_if(toolchains, [](const Toolchain* toolchain) { return !toolchain->by_default; });
  }
  Selected selected;
  for (const auto* target : targets) {
    auto wanted = systems;
    if (selection.systems.empty()) {
      std::erase_if(wanted, [&](const Os* os) { return os->name != target->os; });
    }
    for (const auto* toolchain : toolchains) {
      for (const auto* os : wanted) {
        for (const auto* suite : suites) add(*target, *toolchain, *os, *suite, selected);
      }
    }
  }
  return selected;
}

}  // namespace assay::catalog
