// SPDX-License-Identifier: Apache-2.0
// What the two words of a gate mean: programs, suite by suite.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace assay::cli {

struct GateProgram {
  std::filesystem::path path;
  std::string sha256;
};

struct GateSide {
  std::string word;
  std::map<std::string, GateProgram> programs;  // by suite
};

// A path: one Google Benchmark program, whose suite is the file's name, or a folder that holds
// some, at any depth. Throws Error(usage) when there is none, or two of one suite.
GateSide find_side(const std::string& word);

}  // namespace assay::cli
