// SPDX-License-Identifier: Apache-2.0
// Kits are made: assay-kit for the architecture, the suites' programs for the target, and what they
// need beside them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/progress.h"
#include "catalog/architecture.h"
#include "record/record.h"
#include "work/gate_side.h"
#include "work/kit.h"
#include "workshop/workspace.h"

namespace assay::workshop {

struct KitOptions {
  catalog::Selection selection;  // of suites, toolchain, os and benchmarks; its targets: this one
  bool quick = false;
  std::chrono::seconds timeout = record::kTimeout;
  base::Bytes memory = record::kMemory;
  record::Harness harness;  // this one
  unsigned jobs = 1;
};

// Where a kit of these cells has the program of one of them: "programs/libc", and
// "programs/gcc/debian-12/libc" when not all are of one toolchain and one system.
std::string program_path(const catalog::Cell& cell, const std::vector<catalog::Cell>& cells);

// Why a kit can't hold the cell, "" when it can: it boots nothing.
std::string why_in_no_kit(const catalog::Catalog& catalog, const catalog::Cell& cell);

// What of a selection kits can hold. Throws Error(usage) for a suite or a system that is named and
// can't be in one.
catalog::Selected choose_for_kit(const Workspace& space, const catalog::Selection& selection);

// Builds what is not current. Of the selection it holds what choose_for_kit gives.
// Throws Error(missing) for what this machine lacks, the text of a licence too, Error(bad) where
// something does not compile, Error(usage) when nothing is left of the selection.
work::Kit make_kit(const Workspace& space, const std::string& target, const KitOptions& options,
                   base::Progress& progress);

// Both sides of a gate, which are for this target, and the question. Throws as make_kit, and
// Error(usage) for a side that is a record or of a system that boots.
work::Kit make_gate_kit(const Workspace& space, const std::string& target,
                        const record::GateQuestion& question, const work::GateSides& sides,
                        const KitOptions& options, base::Progress& progress);

// A line for each program that needs more than itself on the other machine.
std::vector<std::string> lines_of_dynamic(const work::GateSides& sides);

// assay-kit for the target's architecture, built if it is not current. Throws as make_kit.
std::filesystem::path kit_program(const Workspace& space, const std::string& target, unsigned jobs,
                                  base::Progress& progress);

// What uname -m says where programs of the architecture may run.
std::vector<std::string> machines_of(const catalog::Architecture& arch);

// A plain tar archive (ustar) with gzip, the same bytes for the same kit; its files are in one
// folder, name_of(manifest).
std::string archive_of(const work::Kit& kit);

}  // namespace assay::workshop
