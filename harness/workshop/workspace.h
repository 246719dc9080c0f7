// SPDX-License-Identifier: Apache-2.0
// What most work begins with: the folders, the catalog, this host and what it can do; and which
// cells a selection means here.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/selection.h"
#include "record/capabilities.h"
#include "record/host.h"
#include "sys/folders.h"
#include "work/instruments.h"

namespace assay::workshop {

struct Workspace {
  sys::Folders folders;
  std::vector<std::string> suite_folders;  // more suites, of --suite-dir
  catalog::Catalog catalog;
  record::Host host;
  record::Capabilities capabilities;
};

// Reads the catalog, looks at this machine and searches its tools. Throws Error(usage) with all
// problems of all files.
Workspace open_workspace(sys::Folders folders, std::vector<std::string> suite_folders = {});

// To measure with; refers to the workspace.
work::Instruments instruments(const Workspace& space);

// "left out: armhf (... is not installed), loongarch64/gcc/debian-13 (...)"; "" when nothing is. A
// target of which other cells stay is named with toolchain and system. The reason is that of the
// first cell.
std::string left_out_line(const catalog::Selected& chosen);

// What a selection means here: the cells that can be built, and those that can't, with the reason.
catalog::Selected choose(const Workspace& space, const catalog::Selection& selection);

// Was anything left out that the selection names? Its absence is then the answer, not a side note.
bool asked_for_missing(const std::vector<catalog::LeftOut>& left_out,
                       const catalog::Selection& selection);

}  // namespace assay::workshop
