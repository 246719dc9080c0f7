// SPDX-License-Identifier: Apache-2.0
// What nearly every sub-command begins with: the folders, the catalog, this host and what it can
// do.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "catalog/catalog.h"
#include "catalog/selection.h"
#include "cli/arguments.h"
#include "cli/console.h"
#include "record/capabilities.h"
#include "record/host.h"
#include "record/record.h"
#include "sys/folders.h"

namespace assay::cli {

// The catalog beside the program, and the suites of every --suite-dir. Throws Error(usage) with all
// problems of all files.
catalog::Catalog load_catalog(const sys::Folders& folders, const Words& words);
// The same with the suites below another folder.
catalog::Catalog load_catalog(const sys::Folders& folders, const Words& words,
                              const std::filesystem::path& benchmarks);

struct Workspace {
  sys::Folders folders;
  catalog::Catalog catalog;
  record::Host host;
  record::Capabilities capabilities;
};
Workspace open_workspace(const Words& words);

record::Harness this_harness();

unsigned jobs(const Words& words);  // --jobs, else the CPUs there are

// "left out: armhf (... is not installed), loongarch64/gcc/debian-13 (...)"; "" when nothing is. A
// target of which other cells stay is named with toolchain and system. The reason is that of the
// first cell.
std::string left_out_line(const catalog::Selected& chosen);

// What a selection means here: the cells that can be built, and those that can't, with the reason.
catalog::Selected choose(const Workspace& space, const catalog::Selection& selection);

// Was anything left out that the selection names? Its absence is then the answer, not a side note.
bool asked_for_missing(const std::vector<catalog::LeftOut>& left_out,
                       const catalog::Selection& selection);

// What --dry-run prints; exit code 0, or 3 when everything was left out.
int print_cells(const catalog::Selected& chosen, const Words& words, Console& console);

}  // namespace assay::cli
