// SPDX-License-Identifier: Apache-2.0
#include "work/gate_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "record/runner.h"
#include "run/native.h"

namespace assay::work {
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

class Planner {
 public:
  Planner(const GateSides& sides, const Instruments& with, const record::GateQuestion& question)
      : sides_(sides),
        with_(with),
        runners_(question.runners),
        filtered_(!question.filter.empty()) {
    several_ = targets_of(sides.base).size() > 1 || targets_of(sides.head).size() > 1;
  }

  GatePlan plan() {
    std::vector<const run::ProgramToRun*> others;
    for (const auto& each : sides_.head.programs) others.push_back(&each);
    for (const auto& each : sides_.base.programs) {
      const auto other = std::ranges::find_if(others, [&](const run::ProgramToRun* program) {
        return record::is_counterpart(program->cell, each.cell);
      });
      if (other == others.end()) {
        plan_.removed.push_back(prefix(each.cell.target) + each.cell.suite);
      } else {
        add(each, **other);
        others.erase(other);
      }
    }
    for (const auto* program : others) {
      plan_.added.push_back(prefix(program->cell.target) + program->cell.suite);
    }
    std::ranges::sort(plan_.added);
    return std::move(plan_);
  }

 private:
  std::string prefix(const std::string& target) const {
    return several_ ? target + "/" : std::string();
  }

  // Can this machine time it? Of a program somebody else built only the architecture is known.
  bool is_native(const run::ProgramToRun& program) const {
    if (program.boots) return false;
    const auto& target = *with_.catalog.target(program.cell.target);
    return run::can_run_native(target, with_.capabilities, with_.host).good() ||
           (program.cell.toolchain == "unknown" && target.arch == with_.capabilities.host_arch);
  }

  void add(const run::ProgramToRun& base, const run::ProgramToRun& head) {
    if (!base.built.good() || !head.built.good()) {
      plan_.unbuilt = true;
      return;
    }
    const GatePair pair{.base = &base,
                        .head = &head,
                        .prefix = prefix(base.cell.target),
                        .base_suite = sides_.base.catalog.suite(base.cell.suite),
                        .head_suite = sides_.head.catalog.suite(base.cell.suite)};
    const bool native = is_native(base);
    if (!base.boots && asks_for(runners_, record::kNative, native)) plan_.timed.push_back(pair);
    const auto& counting = base.boots ? record::kQemuSystem : record::kQemuUser;
    if (!asks_for(runners_, counting, !native)) return;
    if (!filtered_ && same_image(base, head) && same_code(*base.program, *head.program)) {
      plan_.identical.push_back({.name = base.cell.suite, .target = base.cell.target});
    } else {
      plan_.counted.push_back(pair);
    }
  }

  const GateSides& sides_;
  const Instruments& with_;
  const std::vector<std::string>& runners_;
  bool filtered_ = false;
  bool several_ = false;
  GatePlan plan_;
};

// Numbers of one target and of another have no ratio.
void refuse_two_targets(const GateSides& sides) {
  const auto base = targets_of(sides.base), head = targets_of(sides.head);
  if (base.empty() || head.empty()) return;
  const bool common =
      std::ranges::any_of(base, [&](const auto& name) { return head.contains(name); });
  if (common) return;
  const auto named = [](const std::set<std::string>& names) {
    return base::printable(base::join({names.begin(), names.end()}, ", "));
  };
  throw base::Error(
      base::Exit::usage,
      fmt::format("BASE is for {} and HEAD for {}: numbers of two targets have no ratio",
                  named(base), named(head)))
      .hint("assay compare shows them side by side");
}

bool is_empty(const GatePlan& plan) {
  return plan.timed.empty() && plan.counted.empty() && plan.identical.empty() && !plan.unbuilt &&
         plan.added.empty() && plan.removed.empty();
}

}  // namespace

GatePlan plan_of(const GateSides& sides, const Instruments& with,
                 const record::GateQuestion& question) {
  refuse_two_targets(sides);
  // A record's counts stand beside the other side's, whatever there is.
  if (sides.base.record || sides.head.record) return {};
  GatePlan plan = Planner(sides, with, question).plan();
  if (question.runners.empty() || !is_empty(plan)) return plan;
  throw base::Error(base::Exit::usage,
                    fmt::format("neither BASE nor HEAD can run under --runner {}",
                                base::printable(base::join(question.runners, ","))))
      .hint("use qemu-system for a system that boots, native or qemu-user for programs");
}

}  // namespace assay::work
