// SPDX-License-Identifier: Apache-2.0
// What a counting emulator saw of the code itself: how often each piece of it was executed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::record {

inline constexpr std::string_view kKernelCode = "the kernel";

// A stretch of code that is entered at its first instruction only, as the emulator translated it.
// Of one piece of code several may exist that overlap; each execution belongs to one of them.
struct ExecutedBlock {
  std::string file;           // that the code stands in, or kKernelCode; "" for generated code
  std::uint64_t address = 0;  // as linked, of the first byte
  std::uint64_t bytes = 0;
  std::uint64_t instructions = 0;
  std::int64_t executions = 0;
  std::string symbol;  // as the program has it, "" for none
  friend bool operator==(const ExecutedBlock&, const ExecutedBlock&) = default;
};

// Of one benchmark of one side: the executions of so many iterations together.
struct ExecutedCode {
  std::uint64_t iterations = 0;
  std::vector<ExecutedBlock> blocks;
};

}  // namespace assay::record
