// SPDX-License-Identifier: Apache-2.0
// How benchmarks are timed, for those who time and those who check afterwards.
#pragma once

#include <chrono>
#include <cstdint>

namespace assay::record {

// For so long the first process repeats a benchmark at least, unless it takes more iterations than
// Google Benchmark makes (kMaxIterations in its benchmark_runner.cc).
inline constexpr std::chrono::milliseconds kFirstProcess{10};
inline constexpr std::uint64_t kMostIterations = 1'000'000'000;

}  // namespace assay::record
