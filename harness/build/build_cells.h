// SPDX-License-Identifier: Apache-2.0
// Cells become programs: one generated toolchain file a cell, CMake and Ninja underneath, Google
// Benchmark once per target, toolchain and os. A cell whose inputs are unchanged costs a few stats.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "base/outcome.h"
#include "base/progress.h"
#include "catalog/catalog.h"
#include "catalog/cell.h"
#include "record/capabilities.h"
#include "record/program.h"
#include "sys/folders.h"

namespace assay::build {

struct BuiltCell {
  catalog::Cell cell;
  // ok; failed "compile-error" with the compiler's own message; unavailable "no-compiler",
  // "no-sysroot", "no-benchmark-source" ... with what to type, "host-fault" with the system's words
  base::Outcome outcome;
  std::optional<record::Program> program;  // when ok
  bool was_current = false;                // nothing had to be done
};

// ok when this machine has what the cell needs; else unavailable with the package or command that
// brings it.
base::Outcome can_build(const catalog::Cell& cell, const catalog::Catalog& catalog,
                        const record::Capabilities& capabilities);

// Builds in parallel on at most `jobs` CPUs; results in the order of `cells`. One cell's fault does
// not stop the others. Throws Error(interrupted) after Ctrl-C, Error(missing) when the folder of
// cells can't be written.
std::vector<BuiltCell> build_cells(const std::vector<catalog::Cell>& cells,
                                   const catalog::Catalog& catalog,
                                   const record::Capabilities& capabilities,
                                   const sys::Folders& folders, unsigned jobs,
                                   base::Progress& progress);

// The CMake toolchain file of a cell's target, toolchain and os, written if it is not current; for
// other people's projects too. Throws Error(missing) when can_build refuses.
std::filesystem::path toolchain_file(const catalog::Cell& cell, const catalog::Catalog& catalog,
                                     const record::Capabilities& capabilities,
                                     const sys::Folders& folders);

}  // namespace assay::build
