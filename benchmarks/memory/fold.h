// SPDX-License-Identifier: Apache-2.0
// Hashes of arrays in which order counts: FNV-1a with whole elements for bytes, quick enough for
// 64 MiB. Fnv1a64 (checksum.h), which takes each byte, is for less.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace assay {

inline constexpr std::uint64_t kFoldPrime = 0x100000001b3u;

// The printed checksum: the same on every target. Of large arrays one element in 16 or more, at an
// odd distance, so that every place of a vector is seen, and the last one.
template <class T>
std::uint64_t fold(std::span<const T> values) {
  const std::size_t step = values.size() / 65536 | 1;
  std::uint64_t folded = 0;
  const auto add = [&folded](T value) {
    folded = (folded ^ static_cast<std::uint64_t>(value)) * kFoldPrime;
  };
  for (std::size_t i = 0; i < values.size(); i += step) add(values[i]);
  if (step > 1) add(values.back());
  return folded;
}

// Every element of what the timed loop left, to be compared with a fixed piece of work in the same
// process. It takes the bits of floating-point numbers, because as an integer poison would be 0.
// Small ones differ in their upper bits only, and multiplication moves those up and out; so the
// halves change places.
template <class T>
std::uint64_t fold_all(std::span<const T> values) {
  using Bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
  std::uint64_t folded = 0;
  for (const T value : values)
    folded = std::rotl((folded ^ std::bit_cast<Bits>(value)) * kFoldPrime, 32);
  return folded;
}

}  // namespace assay
