// SPDX-License-Identifier: Apache-2.0
// The checksum of most benchmarks here: a fixed sequence of seeded words goes through the kernel's
// facility, and what comes out is hashed. Where a facility carries no data, its result is compared
// with what it must be, and the word comes out only if it was right.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

#include "checksum.h"
#include "data.h"

namespace assay {

inline constexpr int kWords = 16;    // enough that one lost, doubled or out of turn shows
inline constexpr int kFewWords = 2;  // where a word costs milliseconds

template <class Through>
Checksum words_through(std::uint64_t k, int words, Through through) {
  Random random(seed(k));
  Fnv1a64 hash;
  for (int i = 0; i < words; ++i) hash.add(static_cast<std::uint64_t>(through(random.next())));
  return Checksum(hash);
}

template <class Through>
Checksum words_through(std::uint64_t k, Through through) {
  return words_through(k, kWords, through);
}

// What a partner changes in what it hands back. Even, so that an odd word is never changed to 0,
// which an eventfd does not hold.
inline constexpr std::uint64_t kMark = 0x54;

// A word as the name of a file, a host or a cgroup.
inline std::string name_of(std::uint64_t word) { return Checksum(word).text; }
inline std::uint64_t word_of(const std::string& name) {
  return std::strtoull(name.c_str(), nullptr, 16);
}

}  // namespace assay
