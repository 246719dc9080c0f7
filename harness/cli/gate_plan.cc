// SPDX-License-Identifier: Apache-2.0
#include "cli/gate_plan.h"

#include <algorithm>
#include <map>
#include <set>

#include "record/runner.h"
#include "run/native.h"

namespace assay::cli {
namespace {

// The targets of a side's programs, or of its record.
std::set<std::string> targets_of(const GateSide& side) {
  std::set<std::string> targets;
  for (const auto& each : side.programs) targets.insert(each.cell.target);
  if (side.record) {
    for (const auto& cell : side.record->cells) targets.insert(cell.cell.target);
  }
  return targets;
}

bool asks_for(const std::vector<std::string>& runners, const record::Runner& runner,
              bool otherwise) {
  return runners.empty() ? otherwise : is_named(runner, runners);
}

// Both boot the same image, or neither boots.
bool same_image(const run::ProgramToRun& base, const run::ProgramToRun& head) {
  if (!base.image || !head.image) return base.boots == head.boots;
  return base.image->sha256 == head.image->sha256;
}

}  // namespace

CellKey key_of(const catalog::Cell& cell) { return {cell.target, cell.suite}; }

GatePlan plan_of(const GateSide& base, const GateSide& head, const Workspace& space,
                 const std::vector<std::string>& runners) {
  GatePlan plan;
  const bool several = targets_of(base).size() > 1 || targets_of(head).size() > 1;
  const auto prefix = [&](const std::string& target) {
    return several ? target + "/" : std::string();
  };
  if (base.record || head.record) return plan;  // whose counts stand beside the other side's
  std::map<CellKey, const run::ProgramToRun*> others;
  for (const auto& each : head.programs) others.emplace(key_of(each.cell), &each);
  for (const auto& each : base.programs) {
    GatePair pair{.base = &each, .prefix = prefix(each.cell.target)};
    const auto other = others.find(key_of(each.cell));
    if (other == others.end()) {
      plan.removed.push_back(pair.prefix + each.cell.suite);
      continue;
    }
    pair.head = other->second;
    others.erase(other);
    pair.base_suite = base.catalog.suite(each.cell.suite);
    pair.head_suite = head.catalog.suite(each.cell.suite);
    if (!each.built.good() || !pair.head->built.good()) {
      plan.unbuilt = true;
      continue;
    }
    const auto& target = *space.catalog.target(each.cell.target);
    // Of a program somebody else built only the architecture is known.
    const bool native =
        !each.boots &&
        (run::can_run_native(target, space.capabilities, space.host).good() ||
         (each.cell.toolchain == "unknown" && target.arch == space.capabilities.host_arch));
    if (!each.boots && asks_for(runners, record::kNative, native)) plan.timed.push_back(pair);
    if (!asks_for(runners, each.boots ? record::kQemuSystem : record::kQemuUser, !native)) continue;
    if (same_image(each, *pair.head) && same_code(*pair.base->program, *pair.head->program)) {
      plan.identical.push_back({.name = each.cell.suite, .target = each.cell.target});
    } else {
      plan.counted.push_back(pair);
    }
  }
  for (const auto& [key, program] : others) {
    plan.added.push_back(prefix(key.first) + key.second);
  }
  return plan;
}

}  // namespace assay::cli
