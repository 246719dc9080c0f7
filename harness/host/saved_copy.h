// SPDX-License-Identifier: Apache-2.0
// What detectors read, written below a folder, so that Root(folder) sees the same machine anywhere.
// Files, and lines of files, that one table names leave the machine, and nothing else: what would
// name a machine, a boot, a user or a container is not in it.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/root.h"

namespace assay::host {

// How much of a file may leave.
enum class Part {
  nothing,    // that it is there
  line,       // its first line, of at most 4 KiB
  numbers,    // the numbers that it begins with
  keys,       // lines that begin with one of the row's keys
  arguments,  // the kernel's arguments that matter for measuring
  groups,     // control groups, whose names are replaced
};

// In a path "#" stands for a number, "*" for any name or a part of one, "**" for control groups.
struct FileThatMayLeave {
  std::string_view path;
  Part part = Part::line;
  std::string_view keys = {};  // "MemTotal|SwapTotal"
  char separator = ':';        // that ends a key
};

std::span<const FileThatMayLeave> files_that_may_leave();

// The readings as they may leave the machine. Of /proc/cpuinfo only lines that say something new.
struct FitReadings {
  Readings readings;
  std::vector<std::string> left_out;  // "/etc/machine-id", "lines of /proc/cpuinfo"
};
FitReadings fit_to_leave(const Readings& readings);

// Writes them. Throws Error(usage) when the folder holds something already.
void save_copy(const Readings& readings, const std::filesystem::path& folder);

// The arguments on the kernel's command line that change how measurements come out, as they stand
// there: "isolcpus=2-3 nohz_full=2-3 mitigations=off".
std::string measuring_arguments(const std::string& command_line);

}  // namespace assay::host
