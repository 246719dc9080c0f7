// SPDX-License-Identifier: Apache-2.0
// Checksums of a benchmark's result: the same text on every target. Integers enter as little-endian
// bytes of their own width whatever the host's byte order; a floating-point value is printed so
// that it reads back as the same value.
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <string>
#include <type_traits>

namespace assay {

// FNV-1a, 64 bits (G. Fowler, L. C. Noll, K.-P. Vo; RFC 9923 gives the constants and test vectors).
class Fnv1a64 {
 public:
  // Fixed-width integers only in spirit: `long` has no place in a checksum, its width differs
  // between targets.
  template <std::integral Integer>
  Fnv1a64& add(Integer value) {
    static_assert(!std::same_as<Integer, wchar_t> && !std::same_as<Integer, bool>);
    auto rest = static_cast<std::uint64_t>(static_cast<std::make_unsigned_t<Integer>>(value));
    for (std::size_t i = 0; i < sizeof(Integer); ++i) {
      state_ = (state_ ^ (rest & 0xff)) * kPrime;
      rest >>= 8;
    }
    return *this;
  }

  // A floating-point value in steps of 2^-20, for results whose last bits may differ.
  Fnv1a64& add_quantised(double value) {
    return add(static_cast<std::int64_t>(std::llrint(value * 1048576.0)));
  }

  // Every element of a range of integers, strings and vectors of bytes among them.
  template <std::ranges::input_range Range>
    requires std::integral<std::ranges::range_value_t<Range>>
  Fnv1a64& add(const Range& range) {
    for (const auto value : range) add(value);
    return *this;
  }

  std::uint64_t value() const { return state_; }

 private:
  static constexpr std::uint64_t kPrime = 0x00000100000001b3u;
  std::uint64_t state_ = 0xcbf29ce484222325u;
};

// A sum of floating-point results that may be compared with a tolerance, because nothing cancels in
// it, and yet knows their order and their signs: each magnitude has a weight between 1 and 2 that
// depends on its place, twice that if the value is negative. The weights are those of
// std::minstd_rand (S. Park, K. Miller, P. Stockmeyer 1993).
class WeightedSum {
 public:
  WeightedSum& add(double value) {
    place_ = place_ * 48271 % 2147483647;
    const double weight = 1.0 + static_cast<double>(place_) * 0x1p-31;
    sum_ += weight * (value < 0.0 ? -2.0 * value : value);
    return *this;
  }

  template <std::ranges::input_range Range>
    requires std::floating_point<std::ranges::range_value_t<Range>>
  WeightedSum& add(const Range& range) {
    for (const auto value : range) add(static_cast<double>(value));
    return *this;
  }

  double value() const { return sum_; }

 private:
  std::uint64_t place_ = 1;
  double sum_ = 0.0;
};

// What is printed and compared: 16 hexadecimal digits for hashes and integers, 17 significant
// digits for floating point.
struct Checksum {
  std::string text;

  explicit Checksum(const Fnv1a64& hash) : Checksum(hash.value()) {}
  explicit Checksum(const WeightedSum& sum) : Checksum(sum.value()) {}

  // Signed values are extended to 64 bits: -1 is ffffffffffffffff.
  template <std::integral Integer>
  explicit Checksum(Integer integer) : text(16, '0') {
    auto rest = static_cast<std::uint64_t>(integer);
    for (std::size_t i = 16; i-- > 0; rest >>= 4) text[i] = "0123456789abcdef"[rest & 15];
  }

  template <std::floating_point Real>
  explicit Checksum(Real real) {
    static_assert(!std::same_as<Real, long double>, "long double differs between targets");
    std::array<char, 40> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(),
                                   static_cast<double>(real), std::chars_format::general, 17);
    text.assign(digits.data(), end.ptr);
  }
};

}  // namespace assay
