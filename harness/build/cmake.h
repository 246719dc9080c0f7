// SPDX-License-Identifier: Apache-2.0
// CMake and Ninja, called for one project in one folder.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/outcome.h"
#include "record/capabilities.h"

namespace assay::build {

struct Project {
  std::filesystem::path source;
  std::filesystem::path folder;  // where it is built
  std::filesystem::path toolchain_file;
  std::vector<std::string> settings;  // "-DNAME=VALUE"
  // What the folder was configured from beside the project's own files; when it changes the folder
  // is made anew, since CMake keeps compilers and flags.
  std::string configured_from;
};

// Told how many of a build's files are made, and of how many.
using FilesDone = std::function<void(std::size_t done, std::size_t total)>;

// Configures where that is needed and builds `target` ("" for all) on at most `jobs` CPUs. failed
// "configure-error", "compile-error" or "disk-full" with the compiler's own message. Throws
// Error(interrupted) after Ctrl-C.
base::Outcome build_project(const Project& project, const std::string& target, unsigned jobs,
                            const record::Capabilities& capabilities, const FilesDone& told = {});

}  // namespace assay::build
