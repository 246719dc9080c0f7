// SPDX-License-Identifier: Apache-2.0
#include "build/kit_program.h"

#include <fmt/format.h>

#include "base/error.h"
#include "build/build_cells.h"
#include "build/cell_tools.h"
#include "build/cmake.h"
#include "build/toolchain_text.h"
#include "catalog/architecture.h"
#include "sys/clock.h"
#include "sys/file_lock.h"
#include "sys/files.h"

namespace assay::build {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

// Runs on every CPU of the architecture: only the suites' programs need the target's. Its name is
// in the toolchain file, and targets of one architecture share that.
catalog::Target baseline_of(const catalog::Target& target) {
  catalog::Target lowest = target;
  lowest.name = target.arch;
  const auto* arch = catalog::find_architecture(target.arch);
  for (auto& [family, flags] : lowest.flags) {
    flags.assign(arch->baseline.begin(), arch->baseline.end());
  }
  return lowest;
}

// What scripts/setup brings: the archive, and the headers beside it.
fs::path library_of(const std::string& arch, const sys::Folders& folders) {
  const fs::path folder = folders.cache / "static" / arch, library = folder / "libassay-static.a";
  for (const fs::path& part : {library, folder / "include"}) {
    std::error_code fault;
    if (fs::exists(part, fault)) continue;
    throw Error(Exit::missing, fmt::format("{} is missing: the libraries that assay-kit is made "
                                           "of",
                                           part.string()))
        .hint(folders.setup + " brings them");
  }
  return library;
}

}  // namespace

fs::path build_kit_program(const catalog::Cell& cell, const catalog::Catalog& catalog,
                           const record::Capabilities& capabilities, const sys::Folders& folders,
                           unsigned jobs, base::Progress& progress) {
  if (const auto able = can_build(cell, catalog, capabilities); !able.good()) {
    throw Error(Exit::missing, fmt::format("assay-kit for {}: {}", cell.target, able.reason));
  }
  CellTools tools = tools_of(cell, catalog, capabilities);
  const catalog::Target lowest = baseline_of(*tools.target);
  tools.target = &lowest;
  const fs::path library = library_of(lowest.arch, folders);
  const fs::path folder = folders.kits / lowest.arch;
  const std::string step = "assay-kit for " + lowest.arch;
  progress.stage("building", {step});
  const auto begin = sys::monotonic_now();
  const sys::FileLock lock(folders.kits / ("." + lowest.arch + ".lock"));
  const fs::path project = folder / "project", toolchain = folder / "toolchain.cmake";
  const std::string text = toolchain_text(
      tools,
      {{folders.data / "harness", "harness"}, {library.parent_path() / "include", "libraries"}});
  if (!sys::file_holds(toolchain, text)) sys::write_whole(toolchain, text);
  const auto outcome = build_project(
      {.source = folders.data,
       .folder = project,
       .toolchain_file = toolchain,
       .settings = {"-DASSAY_KIT=ON", "-DASSAY_KIT_LIBRARY=" + library.string()},
       .configured_from = text + library.string() + sys::file_stamp(library)},
      "assay-kit", jobs, capabilities,
      [&](std::size_t done, std::size_t total) { progress.inside(step, done, total, "files"); });
  if (!outcome.good()) {
    throw Error(outcome.kind == base::Outcome::Kind::failed ? Exit::bad : Exit::missing,
                fmt::format("{} could not be built: {}", step, outcome.reason));
  }
  progress.step(step, "built", sys::monotonic_now() - begin);
  return project / "assay-kit-stripped";
}

}  // namespace assay::build
