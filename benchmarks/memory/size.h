// SPDX-License-Identifier: Apache-2.0
// The size of a row: the number in its name, or for a row called .../memory what is memory on this
// machine (memory_size.h). Such a row states the bytes of each of its arrays, and prints the
// checksum of a piece of work that has one size everywhere, kFixedBytes.
#pragma once

#include <benchmark/benchmark.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "memory_size.h"
#include "sizes.h"

namespace assay {

inline constexpr auto kFixedBytes = static_cast<std::size_t>(kL2Bytes);

struct Size {
  std::size_t bytes = 0;  // of each array where is_memory, else of all together
  bool is_memory = false;

  // The row has said that it can't be measured here.
  bool is_unavailable() const { return bytes == 0; }
};

inline std::uint64_t any_size(std::uint64_t bytes) { return bytes; }
inline std::uint64_t power_of_two(std::uint64_t bytes) { return std::bit_floor(bytes); }

// `round` makes of the bytes of an array fewer, as the kernel needs them.
template <class Round>
Size size_of(benchmark::State& state, Round round) {
  if (!state.name().ends_with("/memory")) return {static_cast<std::size_t>(state.range(0)), false};
  static const ArraySize found = array_size_here();
  const std::uint64_t bytes = round(found.bytes);
  if (!found.is_enough(bytes)) {
    const auto mib = [](std::uint64_t count) { return std::to_string(count >> 20) + " MiB"; };
    const std::string text = "unavailable: too-little-memory: its arrays need " +
                             mib(found.least_bytes) + " each, which is a fifth of " +
                             mib(5 * found.least_bytes) + ", and " + mib(found.free_bytes) +
                             " are free and allowed";
    state.SkipWithMessage(text);
    return {0, true};
  }
  const auto tell = [&state](const char* name, std::uint64_t value) {
    state.counters[name] = static_cast<double>(value);
  };
  tell("array_bytes", bytes);
  tell("last_level_bytes", found.cache_bytes);
  return {static_cast<std::size_t>(bytes), true};
}

inline Size size_of(benchmark::State& state) { return size_of(state, any_size); }

}  // namespace assay
