// SPDX-License-Identifier: Apache-2.0
#include "work/run_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "record/runner.h"
#include "run/native.h"
#include "run/runner.h"

namespace assay::work {
namespace {

// A suite that takes a booted system or hardware, in a cell that has neither here.
bool is_for_elsewhere(const catalog::Cell& cell, const std::vector<std::string>& runners,
                      const Instruments& with) {
  const auto* suite = with.catalog.suite(cell.suite);
  if (suite == nullptr || !(suite->boot || suite->kernel)) return false;
  if (is_run(with.catalog, cell, runners, true)) return false;
  const auto& target = *with.catalog.target(cell.target);
  return suite->boot || !run::can_run_native(target, with.capabilities, with.host).good();
}

}  // namespace

bool is_run(const catalog::Catalog& catalog, const catalog::Cell& cell,
            const std::vector<std::string>& asked, bool boots) {
  const auto* os = catalog.os(cell.os);  // null for programs others built
  if (os == nullptr) return !boots;
  if (os->kind == "image") return boots;
  const auto names_one = [&](bool that_boots) {
    return std::ranges::any_of(record::kRunners, [&](const record::Runner* runner) {
      return runner->boots() == that_boots && is_named(*runner, asked);
    });
  };
  const auto* target = catalog.target(cell.target);
  const bool can_boot = catalog::boots(*os, target->arch) && names_one(true);
  return boots ? can_boot : !can_boot || names_one(false);
}

std::size_t leave_out_what_is_for_elsewhere(catalog::Selected& chosen,
                                            const catalog::Selection& selection,
                                            const Instruments& with) {
  if (!selection.suites.empty()) return 0;
  return std::erase_if(chosen.cells, [&](const catalog::Cell& cell) {
    return is_for_elsewhere(cell, selection.runners, with);
  });
}

std::vector<PlannedCell> planned_cells(const catalog::Selected& chosen,
                                       const std::vector<std::string>& asked,
                                       const Instruments& with) {
  std::vector<PlannedCell> planned;
  for (const auto& cell : chosen.cells) {
    for (const run::RunnerFunctions& each : with.runners) {
      if (!asked.empty() && !is_named(each.runner, asked)) continue;
      if (!is_run(with.catalog, cell, asked, each.runner.boots())) continue;
      const auto& target = *with.catalog.target(cell.target);
      planned.push_back({.cell = cell,
                         .runner = std::string(each.runner.name),
                         .reason = each.can_run(target, with.capabilities, with.host).reason});
    }
  }
  for (const auto& [cell, code, reason] : chosen.left_out) {
    planned.push_back({.cell = cell, .runner = {}, .reason = reason});
  }
  return planned;
}

void require_order_of_round(const std::vector<PlannedCell>& planned) {
  const auto timed = std::ranges::find_if(planned, [](const PlannedCell& each) {
    return each.reason.empty() && each.runner == record::kQemuKvm.name;
  });
  if (timed == planned.end()) return;
  throw base::Error(base::Exit::usage,
                    fmt::format("--round times no booted system, and {} would be timed by {}",
                                to_text(timed->cell), timed->runner))
      .hint(fmt::format("name other runners: --runner {}", record::kNative.name));
}

}  // namespace assay::work
