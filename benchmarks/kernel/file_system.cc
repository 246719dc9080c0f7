// SPDX-License-Identifier: Apache-2.0
// Says in the context of the results what file system the files of benchmarks are on
// ("assay.files"): most of the time of such a benchmark is spent there, and the same row on another
// one is another experiment.
#include <benchmark/benchmark.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "folder.h"

namespace assay {
namespace {

// The type of the mount with that device, "" if there is none (proc_pid_mountinfo(5)): btrfs has
// devices of its own for its parts.
std::string type_of_mount(dev_t device) {
  const std::string wanted = std::to_string(major(device)) + ":" + std::to_string(minor(device));
  std::ifstream mounts("/proc/self/mountinfo");
  for (std::string line, word, found; std::getline(mounts, line);) {
    std::istringstream words(line);
    words >> word >> word >> found;
    if (found != wanted) continue;
    while (words >> word && word != "-") {
    }
    if (words >> word) return word;
  }
  return "";
}

std::string file_system_of(const std::string& folder) {
  struct stat status{};
  if (stat(folder.c_str(), &status) != 0) return "";
  const std::string type = type_of_mount(status.st_dev);
  struct statfs system{};
  if (!type.empty() || statfs(folder.c_str(), &system) != 0) return type;
  std::array<char, 32> number{};
  std::snprintf(number.data(), number.size(), "type 0x%lx",
                static_cast<unsigned long>(system.f_type));
  return number.data();
}

[[maybe_unused]] const bool told = [] {
  const std::string type = file_system_of(place_of_temporary_folders());
  if (!type.empty()) benchmark::AddCustomContext("assay.files", type);
  return true;
}();

}  // namespace
}  // namespace assay
