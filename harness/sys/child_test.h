// SPDX-License-Identifier: Apache-2.0
// Looks at processes that tests have started; waits for a state, never for a time.
#pragma once

#include <signal.h>  // kill
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

namespace assay::sys {

inline bool is_running(pid_t id) {
  std::ifstream stat("/proc/" + std::to_string(id) + "/stat");
  const std::string text{std::istreambuf_iterator<char>(stat), {}};
  const std::size_t name_end = text.rfind(") ");
  // A zombie has ended: nobody but its parent can remove it.
  return name_end != std::string::npos && text[name_end + 2] != 'Z' && text[name_end + 2] != 'X';
}

// Signals reach their process a little later. False only when it does not end at all.
inline bool ends(pid_t id) {
  for (int tries = 0; tries < 3000; ++tries) {
    if (!is_running(id)) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

// The number that another process writes as one line.
inline pid_t wait_for_number(const std::filesystem::path& path) {
  for (int tries = 0; tries < 3000; ++tries) {
    std::string line;
    std::ifstream file(path);
    if (std::getline(file, line) && !file.eof()) return std::stoi(line);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return 0;
}

}  // namespace assay::sys
