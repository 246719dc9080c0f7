// SPDX-License-Identifier: Apache-2.0
#include "cli/targets_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "build/build_cells.h"
#include "cli/cell_lists.h"
#include "cli/opening.h"
#include "emulate/qemu_user.h"
#include "host/match.h"
#include "run/native.h"
#include "workshop/workspace.h"

namespace assay::cli {
namespace {

std::string yes_or_why(const base::Outcome& outcome) {
  return outcome.good() ? "yes" : "no: " + outcome.reason;
}

// "gcc, clang", or the reason of the default toolchain when none can.
std::string builds(const workshop::Workspace& space, const catalog::Target& target) {
  std::vector<std::string> able;
  std::string why;
  for (const auto& toolchain : space.catalog.toolchains) {
    const catalog::Cell cell{target.name, toolchain.name, target.os, {}};
    const auto outcome = build::can_build(cell, space.catalog, space.capabilities);
    if (outcome.good()) {
      able.push_back(toolchain.name);
    } else if (toolchain.by_default || why.empty()) {
      why = outcome.reason;
    }
  }
  return able.empty() ? "no: " + why : base::join(able, ", ");
}

// What the data sheets say, and how the chip is recognised.
present::List data_sheets(const std::vector<const catalog::Target*>& targets) {
  present::List list{.what = "facts",
                     .heads = {"target", "what", "value", "verified", "source"},
                     .rows = {},
                     .notes = {}};
  for (const auto* target : targets) {
    const auto add = [&](const std::string& what, const std::string& value, bool verified,
                         const std::string& source) {
      list.rows.push_back({target->name, what, value, verified ? "yes" : "no", source});
    };
    for (const auto& rule : target->identity) {
      add("identity: " + rule.key, base::join(rule.values, " or "), rule.verified, rule.source);
    }
    for (const auto& fact : target->facts) add(fact.key, fact.value, fact.verified, fact.source);
  }
  return list;
}

}  // namespace

CommandSpec targets_spec() {
  return {.name = "targets",
          .summary = "list the targets, and what this machine can build, count and time of them",
          .description =
              "Lists every target: its architecture and default system, which toolchains can "
              "build for it here, whether it can be counted under QEMU, and whether it can be "
              "timed on this CPU. If something is missing, it names the package or command "
              "that provides it. With names it also shows their data sheets: how the chip is "
              "recognised, what is known about it, the source, and whether it was verified.",
          .positional = "[NAME...]",
          .most = 100,
          .shared = {.color = true, .pager = true},
          .options = {{.name = "--all", .value = "", .help = "every column"}},
          .examples = {{"assay targets", "all of them"},
                       {"assay targets --all", "with their titles, for a wide terminal"},
                       {"assay targets kunpeng-920", "one, with its data sheet"},
                       {"assay targets riscv64-gcv --json", "one, for a program to read"}}};
}

int run_targets(const Arguments& words, Console& console) {
  const auto space = open_workspace(words);
  catalog::Selection selection;
  selection.targets = words.positionals;
  // Refuses unknown names with the nearest ones.
  static_cast<void>(catalog::select(space.catalog, selection));
  present::List list{.what = "targets",
                     .heads = {"target", "arch", "os", "builds with", "counted", "timed", "title"},
                     .rows = {},
                     .notes = {}};
  std::vector<const catalog::Target*> named;
  for (const auto& target : space.catalog.targets) {
    const auto& names = selection.targets;
    if (!names.empty() && std::find(names.begin(), names.end(), target.name) == names.end())
      continue;
    if (!names.empty()) named.push_back(&target);
    list.rows.push_back(
        {target.name, target.arch, target.os, builds(space, target),
         yes_or_why(emulate::can_run_qemu_user(target, space.capabilities, space.host)),
         yes_or_why(run::can_run_native(target, space.capabilities, space.host)), target.title});
  }
  const auto style = console.style(words);
  const bool all = words.has("all");
  const auto sheets = data_sheets(named);
  if (style.format == "json") {
    base::Json json;
    json.set("schema", "assay.targets/1")
        .set("rows", present::rows_of(list))
        .set("facts", present::rows_of(sheets));
    console.print(json.dump());
    return 0;
  }
  auto text = present::render(all ? list : shortened(list, "title"), style);
  if (!named.empty()) text += "\n" + present::render(sheets, style);
  console.print(text);
  return 0;
}

}  // namespace assay::cli
