// SPDX-License-Identifier: Apache-2.0
// What the words of `assay gate` and `assay explain` mean.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "judge/count_gate.h"
#include "judge/gate.h"
#include "record/paired.h"

namespace assay::cli {

CommandSpec gate_spec();
CommandSpec explain_spec();

// Sides, seed, margin and rule. Throws Error(usage) for what is none; likewise below.
record::PairedRun asked_of(const Words& words);
judge::CountFloor floor_of(const Words& words);

struct FileToWrite {
  std::string format;
  std::filesystem::path path;
};
// "markdown=gate.md", checked: known formats, folders that can take a file.
std::vector<FileToWrite> files_to_write(const Words& words);

// The same question about one row. A program that fails as a whole is a row without a benchmark.
// With several targets the names of timed rows begin with theirs.
std::string reproduce_line(const Words& words, std::uint64_t seed, const judge::GateRow& row,
                           bool several);

}  // namespace assay::cli
