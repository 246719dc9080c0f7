// SPDX-License-Identifier: Apache-2.0
// How many passes a counted benchmark makes, decided by counts and never by time, and which
// benchmarks share a process. Few different numbers mean few processes: starting one under
// emulation costs more than most regions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace assay::run {

// Numbers of passes that are tried one after the other: 1, 16, 256 ... 2^20. Four doublings at a
// time, since a region sixteen times as large as needed costs less than three more processes.
constexpr std::uint64_t kProbeFactor = 16;
constexpr std::uint64_t kMostPasses = std::uint64_t{1} << 20;

// From this size on the constant cost of entering and leaving, some hundred instructions, is small
// beside the region.
constexpr std::uint64_t kEnoughInstructions = 20'000;

// Places of the stack within a cache line, in bytes: all that there are, since a program is entered
// with its stack at a multiple of 16. What looks at the alignment of its data (memcpy, a vector
// loop's first iterations) counts otherwise at another.
constexpr std::array<std::uint64_t, 4> kPlaces{0, 16, 32, 48};

// Moments of a guest's clock at which an interrupted benchmark is tried.
constexpr unsigned kPhases = 4;

// What is known of a benchmark's N so far.
struct Probe {
  std::uint64_t asked = 0;         // passes asked for
  std::uint64_t made = 0;          // passes that the program made
  std::uint64_t instructions = 0;  // of the region; 0 when it had none
};

// True when `last` is enough to decide: the region is large enough, the largest N is reached, or
// the number of passes is fixed in the program (it made as many as when asked for fewer).
bool decides(const Probe& last, const Probe& before);

struct Group {
  std::uint64_t passes = 0;
  std::vector<std::size_t> benchmarks;  // ascending
  friend bool operator==(const Group&, const Group&) = default;
};

// One group for each different N, smallest N first. `alone` get a group each, after the others.
std::vector<Group> group_by_passes(const std::map<std::size_t, std::uint64_t>& passes,
                                   const std::vector<std::size_t>& alone);

}  // namespace assay::run
