// SPDX-License-Identifier: Apache-2.0
#include "workshop/workspace.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "build/build_cells.h"
#include "host/fingerprint.h"
#include "host/root.h"
#include "host/tool_search.h"
#include "work/catalog_files.h"
#include "workshop/runners.h"

namespace assay::workshop {

Workspace open_workspace(sys::Folders folders, std::vector<std::string> suite_folders) {
  Workspace space{.folders = std::move(folders),
                  .suite_folders = std::move(suite_folders),
                  .catalog = {},
                  .host = {},
                  .capabilities = {}};
  space.catalog = work::load_catalog(space.folders, space.suite_folders);
  space.host = host::look(host::Root(), space.catalog.cores);
  space.capabilities =
      host::search_tools(space.catalog, space.host, space.folders.cache, space.folders.setup);
  return space;
}

work::Instruments instruments(const Workspace& space) {
  return {.catalog = space.catalog,
          .host = space.host,
          .capabilities = space.capabilities,
          .folders = space.folders,
          .runners = kRunners};
}

std::string left_out_line(const catalog::Selected& chosen) {
  std::set<std::string> kept, seen;
  for (const auto& cell : chosen.cells) kept.insert(cell.target);
  std::vector<std::string> sentences;
  for (const auto& [cell, code, reason] : chosen.left_out) {
    const auto name = kept.contains(cell.target)
                          ? fmt::format("{}/{}/{}", cell.target, cell.toolchain, cell.os)
                          : cell.target;
    if (seen.insert(name).second) sentences.push_back(fmt::format("{} ({})", name, reason));
  }
  return sentences.empty() ? std::string() : "left out: " + base::join(sentences, ", ");
}

catalog::Selected choose(const Workspace& space, const catalog::Selection& selection) {
  auto selected = catalog::select(space.catalog, selection);
  std::vector<catalog::Cell> cells;
  for (auto& cell : selected.cells) {
    auto outcome = build::can_build(cell, space.catalog, space.capabilities);
    if (outcome.good()) {
      cells.push_back(std::move(cell));
    } else {
      selected.left_out.push_back(
          {std::move(cell), std::move(outcome.code), std::move(outcome.reason)});
    }
  }
  selected.cells = std::move(cells);
  return selected;
}

bool asked_for_missing(const std::vector<catalog::LeftOut>& left_out,
                       const catalog::Selection& selection) {
  const auto holds = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return std::any_of(left_out.begin(), left_out.end(), [&](const catalog::LeftOut& each) {
    if (holds(selection.targets, each.cell.target)) return true;
    // What a toolchain or system never has is not a lack of this machine.
    const bool never = each.code == "excluded" || each.code == "no-architecture";
    return !never && selection.targets.empty() &&
           (holds(selection.toolchains, each.cell.toolchain) ||
            holds(selection.systems, each.cell.os));
  });
}

}  // namespace assay::workshop
