// SPDX-License-Identifier: Apache-2.0
// The one generator of random numbers: the same seed gives the same numbers on every machine. For
// orders, resampling and made-up data; never for secrets.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "stats/wide.h"

namespace assay::stats {

// The next number of Steele, Lea & Flood 2014; moves the state on.
std::uint64_t splitmix64(std::uint64_t& state);

// xoshiro256** of Blackman & Vigna 2021.
class Random {
 public:
  using State = std::array<std::uint64_t, 4>;

  explicit Random(std::uint64_t seed);                // the state comes from splitmix64
  explicit Random(const State& state) : s_(state) {}  // not all zero

  std::uint64_t next() {
    const std::uint64_t result = std::rotl(s_[1] * 5, 7) * 9;
    const std::uint64_t shifted = s_[1] << 17;
    s_[2] ^= s_[0];
    s_[3] ^= s_[1];
    s_[1] ^= s_[2];
    s_[0] ^= s_[3];
    s_[2] ^= shifted;
    s_[3] = std::rotl(s_[3], 45);
    return result;
  }

  // Each of 0 .. n - 1 equally often, n > 0. Lemire 2019.
  std::uint64_t below(std::uint64_t n) {
    UnsignedWide product = static_cast<UnsignedWide>(next()) * n;
    if (static_cast<std::uint64_t>(product) < n) {
      const std::uint64_t too_many = -n % n;  // 2^64 mod n
      while (static_cast<std::uint64_t>(product) < too_many) {
        product = static_cast<UnsignedWide>(next()) * n;
      }
    }
    return static_cast<std::uint64_t>(product >> 64);
  }

  std::size_t index(std::size_t n) { return static_cast<std::size_t>(below(n)); }

  bool coin() { return next() >> 63 != 0; }

  // Fisher & Yates: each order equally often.
  template <class T>
  void shuffle(std::vector<T>& values) {
    for (std::size_t left = values.size(); left > 1; --left) {
      std::swap(values[left - 1], values[index(left)]);
    }
  }

 private:
  State s_;
};

}  // namespace assay::stats
