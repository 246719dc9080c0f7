// SPDX-License-Identifier: Apache-2.0
// GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1, the field of RAID 6 and of most erasure codes. x, which
// is 2, generates it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace assay {

inline constexpr std::uint32_t kGaloisPolynomial = 0x11d;

constexpr std::uint8_t galois_product(std::uint8_t a, std::uint8_t b) {
  std::uint32_t product = 0;
  std::uint32_t shifted = a;
  for (int bit = 0; bit < 8; ++bit) {
    if (b >> bit & 1) product ^= shifted;
    shifted <<= 1;
    if (shifted & 0x100) shifted ^= kGaloisPolynomial;
  }
  return static_cast<std::uint8_t>(product);
}

// a^254, since a^255 is 1 for all but 0.
constexpr std::uint8_t galois_inverse(std::uint8_t a) {
  std::uint8_t power = 1;
  for (int i = 0; i < 254; ++i) power = galois_product(power, a);
  return power;
}

// Products of one factor by the two halves of the other, whose sum is the whole product.
struct HalfProducts {
  std::array<std::uint8_t, 16> low, high;
};

constexpr HalfProducts make_half_products(std::uint8_t factor) {
  HalfProducts products{};
  for (std::uint8_t half = 0; half < 16; ++half) {
    products.low[half] = galois_product(factor, half);
    products.high[half] = galois_product(factor, static_cast<std::uint8_t>(half << 4));
  }
  return products;
}

// Products by sums of logarithms, without a branch on 0: its logarithm is so large that each sum
// with it finds a 0.
struct GaloisLogs {
  static constexpr std::uint16_t kLogOfZero = 510;
  std::array<std::uint16_t, 256> log{};
  std::array<std::uint8_t, kLogOfZero + 255> power{};
};

constexpr GaloisLogs make_galois_logs() {
  GaloisLogs logs;
  std::uint8_t value = 1;
  for (std::size_t i = 0; i < 255; ++i) {
    logs.power[i] = logs.power[i + 255] = value;
    logs.log[value] = static_cast<std::uint16_t>(i);
    value = galois_product(value, 2);
  }
  logs.log[0] = GaloisLogs::kLogOfZero;
  return logs;
}

}  // namespace assay
