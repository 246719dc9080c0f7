// SPDX-License-Identifier: Apache-2.0
// A table of known words that ignores case: commands, keywords. Open addressing, with D.
// Bernstein's hash.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace assay {

class WordTable {
 public:
  static constexpr std::uint32_t kUnknown = 255;

  // At most 48 words of lower-case letters; they must live as long as the table.
  explicit WordTable(std::span<const std::string_view> words) : words_(words) {
    slots_.fill(static_cast<std::uint8_t>(kUnknown));
    for (std::size_t id = 0; id < words.size(); ++id) {
      const std::string_view word = words[id];
      std::uint32_t at = hash(reinterpret_cast<const std::uint8_t*>(word.data()), word.size());
      while (slots_[at] != kUnknown) at = (at + 1) % kSlots;
      slots_[at] = static_cast<std::uint8_t>(id);
    }
  }

  // The word's number.
  std::uint32_t find(const std::uint8_t* word, std::size_t size) const {
    for (std::uint32_t at = hash(word, size); slots_[at] != kUnknown; at = (at + 1) % kSlots) {
      if (is_same(words_[slots_[at]], word, size)) return slots_[at];
    }
    return kUnknown;
  }

 private:
  static constexpr std::uint32_t kSlots = 64;
  static std::uint32_t hash(const std::uint8_t* word, std::size_t size) {
    std::uint32_t value = 5381;
    for (std::size_t i = 0; i < size; ++i) value = value * 33 + (word[i] | 32u);
    return (value ^ value >> 16) % kSlots;
  }
  static bool is_same(std::string_view known, const std::uint8_t* word, std::size_t size) {
    if (known.size() != size) return false;
    for (std::size_t i = 0; i < size; ++i) {
      if ((word[i] | 32u) != static_cast<std::uint8_t>(known[i])) return false;
    }
    return true;
  }

  std::span<const std::string_view> words_;
  std::array<std::uint8_t, kSlots> slots_;
};

}  // namespace assay
