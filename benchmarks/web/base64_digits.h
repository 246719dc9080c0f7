// SPDX-License-Identifier: Apache-2.0
// The digits of base64 (RFC 4648, table 1), and the value of each byte as a digit.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace assay::web {
namespace {

constexpr std::string_view kDigits64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::uint8_t kNoDigit64 = 0x80;

constexpr std::array<std::uint8_t, 256> make_values64() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit64);
  for (std::uint8_t value = 0; value < 64; ++value) {
    values[static_cast<std::uint8_t>(kDigits64[value])] = value;
  }
  return values;
}
constexpr std::array<std::uint8_t, 256> kValues64 = make_values64();

}  // namespace
}  // namespace assay::web
