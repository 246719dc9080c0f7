// SPDX-License-Identifier: Apache-2.0
// A temporary folder with the files that a machine's kernel has, for tests.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "sysfs.h"

namespace assay {

class MachineFolder {
 public:
  MachineFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "assay-machine-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) std::abort();
    root_ = name;
  }
  ~MachineFolder() { std::filesystem::remove_all(root_); }
  MachineFolder(const MachineFolder&) = delete;
  MachineFolder& operator=(const MachineFolder&) = delete;

  void add(const std::string& path, const std::string& text) {
    const std::filesystem::path file = root_.string() + path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text << '\n';
  }

  void add_topology(int cpu, const std::string& file, const std::string& cpus) {
    add("/sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/topology/" + file, cpus);
  }

  // An empty size: the kernel doesn't know it.
  void add_cache(int cpu, int index, const std::string& level, const std::string& type,
                 const std::string& size, const std::string& cpus) {
    const std::string folder = "/sys/devices/system/cpu/cpu" + std::to_string(cpu) +
                               "/cache/index" + std::to_string(index) + "/";
    add(folder + "level", level);
    add(folder + "type", type);
    if (!size.empty()) add(folder + "size", size);
    add(folder + "shared_cpu_list", cpus);
  }

  Sysfs sysfs() const { return Sysfs(root_.string()); }

 private:
  std::filesystem::path root_;
};

}  // namespace assay
