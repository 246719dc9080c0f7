// SPDX-License-Identifier: Apache-2.0
// What one cell is built with: its entries of the catalog and what was found on this machine for
// them. Everything after this takes it for granted that all of it is there.
#pragma once

#include <string>
#include <vector>

#include "base/outcome.h"
#include "catalog/catalog.h"
#include "catalog/cell.h"
#include "record/capabilities.h"

namespace assay::build {

struct CellTools {
  const catalog::Target* target;
  const catalog::Toolchain* toolchain;
  const catalog::Os* os;                   // whose libraries it is linked against
  const catalog::LinkerRule* linker_rule;  // null: the toolchain's own linker
  const record::Compiler* compiler;
  const record::Sysroot* sysroot;
  const record::Capabilities* capabilities;

  bool native() const { return target->arch == capabilities->host_arch; }
};

// What is missing, as build_cells.h says of can_build.
base::Outcome missing_tools(const catalog::Cell& cell, const catalog::Catalog& catalog,
                            const record::Capabilities& capabilities);

// ensure: nothing is missing.
CellTools tools_of(const catalog::Cell& cell, const catalog::Catalog& catalog,
                   const record::Capabilities& capabilities);

// Path of the linker: the rule's where one holds, else the toolchain's own.
std::string linker_path(const CellTools& tools);

// Every flag, in the order the compiler gets them.
std::vector<std::string> compile_flags(const CellTools& tools);
std::vector<std::string> link_flags(const CellTools& tools);

}  // namespace assay::build
