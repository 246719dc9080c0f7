// SPDX-License-Identifier: Apache-2.0
// Units as types, and how a number with a unit is written for people.
#pragma once

#include <cstdint>
#include <string>

namespace assay::base {

struct Bytes {
  std::uint64_t value = 0;
  friend auto operator<=>(const Bytes&, const Bytes&) = default;
};

namespace literals {
constexpr Bytes operator""_KiB(unsigned long long n) { return {n << 10}; }
constexpr Bytes operator""_MiB(unsigned long long n) { return {n << 20}; }
constexpr Bytes operator""_GiB(unsigned long long n) { return {n << 30}; }
}  // namespace literals

// "512 B", "1.5 MiB": four significant digits at most, binary prefixes.
std::string to_text(Bytes bytes);

// Nanoseconds with a fitting prefix: "4.12 ns", "1.30 us", "2.00 ms", "1.50 s"; three significant
// digits at least.
std::string duration_text(double nanoseconds);

// 1234567 -> "1,234,567".
std::string grouped(std::uint64_t value);

}  // namespace assay::base
