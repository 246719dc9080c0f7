// SPDX-License-Identifier: Apache-2.0
#include "cli/toolchains_command.h"

#include <fmt/format.h>

#include <set>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "build/build_cells.h"
#include "cli/cell_lists.h"
#include "cli/opening.h"
#include "workshop/workspace.h"

namespace assay::cli {
namespace {

// "target/toolchain", "target/toolchain/os", or a cell with its suite, which makes no difference.
catalog::Cell parse_cell(const workshop::Workspace& space, const std::string& text) {
  const auto parts = base::split(text, '/');
  if (parts.size() < 2 || parts.size() > 4) {
    throw base::Error(
        base::Exit::usage,
        fmt::format("'{}' is not a cell: target/toolchain[/os[/suite]]", base::printable(text)));
  }
  catalog::Selection selection;
  selection.targets = {parts[0]};
  selection.toolchains = {parts[1]};
  if (parts.size() > 2) selection.systems = {parts[2]};
  if (parts.size() > 3) selection.suites = {parts[3]};
  const auto selected = catalog::select(space.catalog, selection);
  if (selected.cells.empty()) {
    throw base::Error(base::Exit::missing,
                      fmt::format("{}: {}", text, selected.left_out.front().reason));
  }
  return selected.cells.front();
}

std::string version_or_remedy(const record::Tool& tool) {
  return tool.found() ? tool.version : "missing: " + tool.remedy;
}

}  // namespace

CommandSpec toolchains_spec() {
  return {.name = "toolchains",
          .summary = "list the compilers, or print a cell's CMake toolchain file",
          .description =
              "Lists which compiler and linker each toolchain uses for each architecture. "
              "With --cmake it writes the CMake toolchain file of a target, toolchain and "
              "system and prints its path, for building other projects with the same "
              "compiler and flags.",
          .shared = {.color = true, .pager = true},
          .options = {{.name = "--all", .value = "", .help = "every column"},
                      {.name = "--cmake",
                       .value = "CELL",
                       .help = "target/toolchain[/os]: print its toolchain file's path"}},
          .examples = {{"assay toolchains", "what is here and what is missing"},
                       {"assay toolchains --cmake riscv64-gcv/clang",
                        "a path, for another project: cmake -DCMAKE_TOOLCHAIN_FILE=PATH"}}};
}

int run_toolchains(const Arguments& words, Console& console) {
  const auto space = open_workspace(words);
  if (words.has("cmake")) {
    const auto file = build::toolchain_file(parse_cell(space, words.text("cmake")), space.catalog,
                                            space.capabilities, space.folders);
    base::Json json;
    json.set("schema", "assay.toolchain-file/1").set("path", file.string());
    console.print(words.format() == "json" ? json.dump() : file.string() + "\n");
    return 0;
  }
  present::List list{
      .what = "toolchains",
      .heads = {"toolchain", "arch", "compiler", "version", "linker", "linker version"},
      .rows = {},
      .notes = {}};
  for (const auto& found : space.capabilities.compilers) {
    list.rows.push_back({found.toolchain, found.arch, found.cxx.name, version_or_remedy(found.cxx),
                         found.linker.name, version_or_remedy(found.linker)});
  }
  const auto style = console.style(words);
  const bool all = words.has("all") || style.format == "json";
  console.print(present::render(all ? list : shortened(list, "linker"), style));
  return 0;
}

}  // namespace assay::cli
