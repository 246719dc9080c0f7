// SPDX-License-Identifier: Apache-2.0
// What else the machine has to do while a method measures.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace assay::evaluate {

class Noise {
 public:
  // "quiet": nothing of ours. "bursts": two threads, busy for 5 to 300 ms, idle for 5 to 600 ms.
  // "compile job": a compiler, again and again. "crowd": four busy threads for each CPU. Ends with
  // the object.
  Noise(const std::string& kind, const std::filesystem::path& folder, std::uint64_t seed);

 private:
  std::vector<std::jthread> threads_;
};

}  // namespace assay::evaluate
