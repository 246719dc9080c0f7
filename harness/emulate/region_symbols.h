// SPDX-License-Identifier: Apache-2.0
// What a program's symbols say of the functions that bound a region: why none of them was met, and
// where a linker has put some into their callers (LTO), so that pauses can't be seen.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/outcome.h"

namespace assay::emulate {

// Why an execution met none of the functions. Ok where the program has them as its own: then all
// that were called had been inlined. Throws as read_file.
base::Outcome why_none_met(const std::filesystem::path& program);

// A note for the record where neither PauseTiming nor ResumeTiming is a function of the program,
// which has the others: pauses that benchmarks make, if any, are counted. Throws as read_file.
std::optional<std::string> note_on_pauses(const std::filesystem::path& program);

}  // namespace assay::emulate
