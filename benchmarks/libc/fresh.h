// SPDX-License-Identifier: Apache-2.0
// Inputs of the suite `libc` that a branch predictor can't learn (turns.h). Most rows have a pool
// of inputs, no larger than half of the smallest L1 data cache, and each pass takes some of them in
// an order of its own. Sort keys go through a bijection instead, and queries of a search come out
// of one.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "data.h"
#include "sizes.h"
#include "turns.h"

namespace assay {

// Decisions before an input comes again. 65,536 are not enough for a server's CPU (AMD EPYC, family
// 25): std::sort of 1024 items took 7 ns an item with one input, 12 with 8, 29 with 128.
inline constexpr std::uint64_t kUndetermined = std::uint64_t{1} << 20;
inline constexpr std::uint64_t kTurns = 8192;  // of rows that make 64 calls per pass

// How many turns there must be if a pass takes so many decisions.
inline std::uint64_t turns_for(std::uint64_t decisions) {
  return std::bit_ceil((kUndetermined + decisions - 1) / decisions);
}

// For passes that allocate: `wanted`, but one in counted runs. What an allocator does in a pass
// hangs on all the passes before, and repeats only if the pass does; then a slope is exact.
inline std::uint64_t turns_of_heap(std::uint64_t wanted) {
  constexpr std::uint64_t kCounted = 8;
  return inputs_in_turn(wanted) > kCounted ? wanted : 1;
}

// Which places of a pool, a power of two of them, a pass takes: those of turn 0 as they lie, those
// of others from another start and another odd step apart. Costs an addition and a mask per place.
class Places {
 public:
  Places(std::uint64_t turn, std::size_t count)
      : mask_(count - 1),
        step_((static_cast<std::size_t>(key_of(turn) >> 20) & mask_) | 1),
        at_(static_cast<std::size_t>(key_of(turn) >> 40) & mask_) {}

  std::size_t next() {
    const std::size_t at = at_;
    at_ = (at_ + step_) & mask_;
    return at;
  }

  // What the call of next() after so many others gives.
  std::size_t after(std::size_t others) const { return (at_ + others * step_) & mask_; }

 private:
  std::size_t mask_, step_, at_;
};

// A bijection of the numbers of 19 bits, whose order looks random: 2^19 different queries of a
// search, without memory for them. Two multiplications and four simple operations.
inline constexpr unsigned kDrawnBits = 19;
inline std::uint32_t drawn(std::uint32_t number) {
  constexpr std::uint32_t kMask = (1u << kDrawnBits) - 1;
  number = number * 0x9e3779b1u & kMask;
  number ^= number >> 10;
  return number * 0x85ebca6bu & kMask;
}

// drawn() >> shift_to(count) is one of `count` values, a power of two, and each equally often.
inline unsigned shift_to(std::size_t count) {
  return kDrawnBits - static_cast<unsigned>(std::countr_zero(count));
}

// Numbers to draw by: each pass takes those that follow.
class Successive {
 public:
  Successive(std::uint64_t turn, std::size_t per_pass)
      : at_(static_cast<std::size_t>(turn) * per_pass) {}
  std::uint32_t next() { return static_cast<std::uint32_t>(at_++); }
  std::uint32_t after(std::size_t others) const { return static_cast<std::uint32_t>(at_ + others); }

  // After so many turns all are taken.
  static std::uint64_t turns(std::size_t per_pass) {
    return (std::uint64_t{1} << kDrawnBits) / per_pass;
  }

 private:
  std::size_t at_;
};

// A pool of strings, in rooms of one size.
template <std::size_t kRoom, std::size_t kPlaces = static_cast<std::size_t>(kL1Bytes) / kRoom>
class Texts {
 public:
  static constexpr std::size_t places = kPlaces;

  // `make(random)` gives one text after the other.
  template <class Make>
  Texts(std::uint64_t seed_value, Make make) : rooms_(kPlaces * kRoom) {
    Random random(seed_value);
    for (std::size_t i = 0; i < kPlaces; ++i)
      std::string_view(make(random)).copy(rooms_.data() + i * kRoom, kRoom - 1);
  }

  const char* operator[](std::size_t i) const { return rooms_.data() + i * kRoom; }
  const char* room_end(std::size_t i) const { return rooms_.data() + (i + 1) * kRoom; }

 private:
  Buffer<char> rooms_;
};

// What a search for a string looks for: three common letters, a to p, and one that is nowhere else.
// The common ones are others in each of 4096 turns, each combination once, so that the search meets
// other beginnings. A turn costs three letters to make and to store, there and in the text's end.
class RareEnd {
 public:
  static constexpr std::size_t kBytes = 4;
  static constexpr std::uint64_t kTurns = 4096;

  // The letters of turn 0.
  explicit RareEnd(const char* letters) : letters_{letters[0], letters[1], letters[2]} {}

  char letter(std::uint64_t turn, std::size_t i) const {
    const auto key = static_cast<unsigned>(turn) >> 4 * i & 15;
    return static_cast<char>('a' + (static_cast<unsigned>(letters_[i] - 'a') ^ key));
  }

  template <class... To>
  void write(std::uint64_t turn, To... to) const {
    for (std::size_t i = 0; i < kBytes - 1; ++i) ((to[i] = letter(turn, i)), ...);
  }

 private:
  std::array<char, kBytes - 1> letters_;
};

}  // namespace assay
