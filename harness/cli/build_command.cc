// SPDX-License-Identifier: Apache-2.0
#include "cli/build_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "cli/cell_lists.h"
#include "cli/opening.h"
#include "workshop/built_programs.h"
#include "workshop/workspace.h"

namespace assay::cli {
namespace {

base::Json built_json(const catalog::Cell& cell, const base::Outcome& outcome,
                      const std::string& program) {
  base::Json json;
  json.set("cell", catalog::to_text(cell))
      .set("outcome", base::to_text(outcome.kind))
      .set("code", outcome.code)
      .set("reason", outcome.reason)
      .set("program", program);
  return json;
}

std::string json_text(const std::vector<build::BuiltCell>& built,
                      const std::vector<catalog::LeftOut>& left_out) {
  base::Json::Array cells;
  for (const auto& each : built) {
    cells.push_back(
        built_json(each.cell, each.outcome, each.program ? each.program->path : std::string()));
  }
  for (const auto& [cell, code, reason] : left_out) {
    cells.push_back(built_json(cell, base::Outcome::unavailable(code, reason), ""));
  }
  base::Json json;
  json.set("schema", "assay.build/1").set("cells", std::move(cells));
  return json.dump();
}

}  // namespace

CommandSpec build_spec() {
  return {
      .name = "build",
      .summary = "cross-build suites for targets",
      .description =
          "Builds the program of every selected cell (target/toolchain/os/suite), in parallel. "
          "Without a selection it builds every target that this machine can build for, with the "
          "default toolchain and the target's own system. Programs that are up to date are not "
          "built again. If a cell fails, the compiler's message is shown and the other cells are "
          "still built.",
      .shared = {.cells = true, .list = true, .jobs = true, .color = true, .pager = true},
      .options = {{.name = "--suite-dir",
                   .value = "DIR",
                   .help = "add the suite in this folder",
                   .list = true}},
      .examples = {
          {"assay build", "everything this machine can build"},
          {"assay build --target riscv64-gc,riscv64-gcv --suite compute", "two cells"},
          {"assay build --toolchain gcc,clang --dry-run", "list the cells without building them"}}};
}

namespace {

struct Tally {
  std::size_t current = 0, failed = 0, unavailable = 0;
};

Tally tell_failures(const std::vector<build::BuiltCell>& built, const Console& console) {
  Tally tally;
  for (const auto& [cell, outcome, program, was_current] : built) {
    tally.current += was_current ? 1 : 0;
    if (outcome.good()) continue;
    ++(outcome.kind == base::Outcome::Kind::failed ? tally.failed : tally.unavailable);
    console.say(fmt::format("{}: {}: {}", catalog::to_text(cell), outcome.code, outcome.reason));
  }
  return tally;
}

std::string tally_line(const Tally& tally, std::size_t cells, const std::string& folder) {
  const std::string lost =
      tally.unavailable == 0 ? std::string() : fmt::format(", unavailable {}", tally.unavailable);
  return fmt::format("built {}, current {}, failed {}{}, of {} cells in {}\n",
                     cells - tally.current - tally.failed - tally.unavailable, tally.current,
                     tally.failed, lost, cells, folder);
}

}  // namespace

int run_build(const Arguments& words, Console& console) {
  const auto selection = words.selection();
  const auto space = open_workspace(words);
  const auto chosen = workshop::choose(space, selection);
  const auto left_out = workshop::left_out_line(chosen);
  if (!left_out.empty()) console.say(left_out);
  if (words.has("list")) {
    console.print(present::render(cells_of(chosen), console.style(words)));
    return chosen.cells.empty() ? static_cast<int>(base::Exit::missing) : 0;
  }
  const auto built = workshop::build_cells(space, chosen.cells, jobs(words), console.progress());

  const Tally tally = tell_failures(built, console);
  if (words.format() == "json") {
    console.print(json_text(built, chosen.left_out));
  } else {
    console.print(tally_line(tally, built.size(), space.folders.cells.string()));
  }
  if (tally.failed > 0) return static_cast<int>(base::Exit::bad);
  const bool lacks =
      tally.unavailable > 0 || workshop::asked_for_missing(chosen.left_out, selection);
  return lacks ? static_cast<int>(base::Exit::missing) : 0;
}

}  // namespace assay::cli
