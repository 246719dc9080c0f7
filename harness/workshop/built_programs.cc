// SPDX-License-Identifier: Apache-2.0
#include "workshop/built_programs.h"

#include <utility>

#include "sys/files.h"
#include "work/run_plan.h"
#include "workshop/os_images.h"

namespace assay::workshop {

std::vector<build::BuiltCell> build_cells(const Workspace& space,
                                          const std::vector<catalog::Cell>& cells, unsigned jobs,
                                          base::Progress& progress) {
  sys::require_room(space.folders.cells, base::Bytes{0});
  return build::build_cells(cells, space.catalog, space.capabilities, space.folders, jobs,
                            progress);
}

std::vector<run::ProgramToRun> built_programs(const Workspace& space,
                                              const std::vector<catalog::Cell>& cells,
                                              const std::vector<std::string>& runners,
                                              unsigned jobs, base::Progress& progress) {
  sys::require_room(space.folders.cells, base::Bytes{0});
  const OsImages images = build_images(space, cells, runners, jobs, progress);
  std::vector<run::ProgramToRun> programs;
  for (auto& each : build_cells(space, cells, jobs, progress)) {
    const run::ProgramToRun program{each.cell, each.outcome, std::move(each.program)};
    if (work::is_run(space.catalog, each.cell, runners, false)) programs.push_back(program);
    const auto image = images.find({each.cell.target, each.cell.os});
    if (image == images.end()) continue;
    programs.push_back(program);
    programs.back().boots = true;
    if (program.built.good()) programs.back().built = image->second.outcome;
    programs.back().image = image->second.image;
  }
  return programs;
}

}  // namespace assay::workshop
