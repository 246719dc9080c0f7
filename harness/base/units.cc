// SPDX-License-Identifier: Apache-2.0
#include "base/units.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>

namespace assay::base {

std::string to_text(Bytes bytes) {
  constexpr std::array<std::string_view, 7> kPrefixes{"B",   "KiB", "MiB", "GiB",
                                                      "TiB", "PiB", "EiB"};
  auto value = static_cast<double>(bytes.value);
  std::size_t prefix = 0;
  // 1023.5 and more would be written "1024".
  while (value >= (prefix == 0 ? 1024.0 : 1023.5)) {
    value /= 1024;
    ++prefix;
  }
  return fmt::format("{:.4g} {}", value, kPrefixes[prefix]);
}

std::string duration_text(double nanoseconds) {
  constexpr std::array<std::string_view, 4> kPrefixes{"ns", "us", "ms", "s"};
  if (nanoseconds == 0) return "0 ns";
  if (!std::isfinite(nanoseconds)) return fmt::format("{} ns", nanoseconds);
  double value = nanoseconds;
  std::size_t prefix = 0;
  // 999.5 and more would be written "1000".
  while (std::abs(value) >= 999.5 && prefix + 1 < kPrefixes.size()) {
    value /= 1000;
    ++prefix;
  }
  const double size = std::abs(value);
  if (size >= 1e6) return fmt::format("{:.2e} {}", value, kPrefixes[prefix]);
  if (size >= 99.95) return fmt::format("{:.0f} {}", value, kPrefixes[prefix]);
  // "#" keeps the zeros at the end: 2.00 ms says how exact it is.
  if (size >= 1e-4) return fmt::format("{:#.3g} {}", value, kPrefixes[prefix]);
  return fmt::format("{:.2e} {}", value, kPrefixes[prefix]);
}

std::string grouped(std::uint64_t value) {
  const std::string digits = fmt::format("{}", value);
  std::string text;
  for (std::size_t at = 0; at < digits.size(); ++at) {
    if (at != 0 && (digits.size() - at) % 3 == 0) text += ',';
    text += digits[at];
  }
  return text;
}

}  // namespace assay::base
