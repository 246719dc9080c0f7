// SPDX-License-Identifier: Apache-2.0
// The marks that must not stand in HTML as they are, and what stands for them.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace assay::web {
namespace {

constexpr std::array<std::string_view, 6> kEntities = {"",     "&amp;",  "&lt;",
                                                       "&gt;", "&quot;", "&#x27;"};

constexpr std::string_view kMarks = "&<>\"'";

constexpr std::array<std::uint8_t, 256> make_entity_numbers() {
  std::array<std::uint8_t, 256> numbers{};
  for (std::uint8_t i = 0; i < kMarks.size(); ++i) {
    numbers[static_cast<std::uint8_t>(kMarks[i])] = static_cast<std::uint8_t>(i + 1);
  }
  return numbers;
}
constexpr std::array<std::uint8_t, 256> kEntityNumbers = make_entity_numbers();

// A table says which entity a character becomes, if any.
[[gnu::always_inline]] inline std::uint8_t* put_escaped(std::uint8_t byte, std::uint8_t* to) {
  const std::uint8_t number = kEntityNumbers[byte];
  if (number == 0) {
    *to++ = byte;
    return to;
  }
  const std::string_view entity = kEntities[number];
  std::memcpy(to, entity.data(), entity.size());
  return to + entity.size();
}

}  // namespace
}  // namespace assay::web
