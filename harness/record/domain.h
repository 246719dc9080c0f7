// SPDX-License-Identifier: Apache-2.0
// What a number is. Numbers of two domains never form a ratio: their samples are different types,
// and no function takes two of them.
#pragma once

#include <cstdint>
#include <string_view>

namespace assay::record {

// One execution of a benchmark's region under emulation: exact counts for the whole region.
struct CountSample {
  std::uint64_t iterations = 0;
  std::uint64_t environment_bytes = 0;  // padding of the environment it ran under
  std::uint64_t instructions = 0;
  std::uint64_t loads = 0;
  std::uint64_t stores = 0;
  std::uint64_t branches = 0;
  std::uint64_t vector = 0;
  friend bool operator==(const CountSample&, const CountSample&) = default;
};

// One process's measurement of a benchmark on hardware: time per pass, as Google Benchmark reports
// it.
struct TimeSample {
  std::uint64_t iterations = 0;
  double wall_ns = 0;            // per iteration
  double cpu_ns = 0;             // per iteration
  std::uint64_t process = 0;     // which fresh process of this run, from 1
  std::uint64_t repetition = 0;  // within the process, from 0
  friend bool operator==(const TimeSample&, const TimeSample&) = default;
};

// One reading of how large something is: a file, or memory in use.
struct SizeSample {
  std::uint64_t bytes = 0;
  friend bool operator==(const SizeSample&, const SizeSample&) = default;
};

struct EmuCount {
  using Sample = CountSample;
  static constexpr std::string_view name = "emu_count";
};

struct HwTime {
  using Sample = TimeSample;
  static constexpr std::string_view name = "hw_time";
};

struct Size {
  using Sample = SizeSample;
  static constexpr std::string_view name = "size";
};

}  // namespace assay::record
