// SPDX-License-Identifier: Apache-2.0
// The questions of the matrix, asked of one cell: a cell record for each runner and for each
// emulated variant of the CPU, those of newer records first.
#pragma once

#include <string>
#include <vector>

#include "judge/matrix.h"

namespace assay::judge {

using CellRecords = std::vector<const record::CellRecord*>;  // not empty

// Whatever is built has a program, even when nothing of it runs.
bool is_build_failure(const record::CellRecord& cell);

// yes with the compiler; no with the compiler's message; unknown with what was missing.
Check check_builds(const CellRecords& cells);

// yes when every benchmark that was tried ran to its end under every runner and variant, a wrong
// result included; partly with the worst of them; no when none did. With "3 of 82 benchmarks" where
// only some of the program's were run.
Check check_runs(const CellRecords& cells);

// no when a result is not what the suite expects, or differs between runners or variants of one
// program; partly when a runner or variant gave none; unknown when the programs print no checksum.
Check check_correct(const CellRecords& cells);

// Executed vector instructions over all executed instructions, in the regions of all benchmarks
// counted on the target's own CPU: yes from 1 %.
Check check_vectorised(const CellRecords& cells);

// Whether every benchmark counted on the target's own CPU is exact; else "41 of 43, 1 bounded".
Check check_exact(const CellRecords& cells);

// What failed, one line for each benchmark and reason: "compute/x on qemu-user vlen1024: ...".
std::vector<std::string> faults_of(const CellRecords& cells);

}  // namespace assay::judge
