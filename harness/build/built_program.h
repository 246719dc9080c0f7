// SPDX-License-Identifier: Apache-2.0
// A program that was just built, as records name it: hashes and notes of the file, and everything
// it was built with.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"
#include "build/cell_tools.h"
#include "record/program.h"

namespace assay::build {

struct Described {
  base::Outcome outcome;  // failed "no-program" or "wrong-machine" when a suite's CMakeLists.txt
                          // makes something else than a program of the target
  std::optional<record::Program> program;
};

Described describe_program(const std::filesystem::path& path, const CellTools& tools);

// "LLD 19.1.7" from what a linker says on --version and the name it is known by.
std::string linker_text(const std::string& name, const std::string& version_output);

// The words of a compiler's command that decide the code: no paths, no files, no warnings.
std::vector<std::string> code_flags(std::string_view command);

}  // namespace assay::build
