// SPDX-License-Identifier: Apache-2.0
// Makes what inflate.h reads (RFC 1951): pages of HTML, compressed while they are written. Where a
// part of a page comes again, such as a tag or a word, it becomes a reference to the place before.
// That is much cheaper than to look for repeats, and no part of what is measured.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "deflate_tables.h"

namespace assay::web {

class BitWriter {
 public:
  void put(std::uint32_t value, std::uint32_t bits) {
    held_ |= std::uint64_t{value} << count_;
    for (count_ += bits; count_ >= 8; count_ -= 8, held_ >>= 8) {
      bytes_ += static_cast<char>(held_ & 0xff);
    }
  }
  std::string finish() {
    if (count_ > 0) put(0, 8 - count_);
    return std::move(bytes_);
  }

 private:
  std::string bytes_;
  std::uint64_t held_ = 0;
  std::uint32_t count_ = 0;
};

// D. A. Huffman 1952: the two rarest trees become one, until one is left, which is the last of the
// result. Each entry is the parent's; the first ones are those of the symbols.
inline std::vector<std::uint32_t> huffman_tree(const std::vector<std::uint32_t>& frequencies) {
  using Tree = std::pair<std::uint32_t, std::uint32_t>;  // frequency, number
  std::vector<Tree> trees;
  std::vector<std::uint32_t> parents(frequencies.size());
  for (std::uint32_t i = 0; i < frequencies.size(); ++i) {
    if (frequencies[i] != 0) trees.emplace_back(frequencies[i], i);
  }
  const auto later = std::greater<>();
  std::make_heap(trees.begin(), trees.end(), later);
  const auto take = [&] {
    std::pop_heap(trees.begin(), trees.end(), later);
    const Tree tree = trees.back();
    trees.pop_back();
    return tree;
  };
  while (trees.size() > 1) {
    const Tree first = take(), second = take();
    const auto joined = static_cast<std::uint32_t>(parents.size());
    parents[first.second] = parents[second.second] = joined;
    parents.push_back(0);
    trees.emplace_back(first.first + second.first, joined);
    std::push_heap(trees.begin(), trees.end(), later);
  }
  return parents;
}

// If a code gets longer than `most` bits, frequencies are made more alike.
inline std::vector<std::uint8_t> code_lengths(std::vector<std::uint32_t> frequencies,
                                              std::uint8_t most) {
  std::vector<std::uint8_t> lengths(frequencies.size());
  std::uint8_t longest = 0;
  do {
    const std::vector<std::uint32_t> parents = huffman_tree(frequencies);
    longest = 0;
    for (std::uint32_t i = 0; i < frequencies.size(); ++i) {
      lengths[i] = 0;
      for (std::uint32_t node = i; parents[node] != 0; node = parents[node]) ++lengths[i];
      longest = std::max(longest, lengths[i]);
    }
    for (std::uint32_t& frequency : frequencies) frequency = (frequency + 1) / 2;
  } while (longest > most);
  return lengths;
}

struct CodeWriter {
  std::vector<std::uint8_t> lengths;
  std::vector<std::uint32_t> codes;  // reversed, as they are sent

  CodeWriter(std::vector<std::uint32_t> frequencies, std::uint8_t most)
      : lengths(code_lengths(std::move(frequencies), most)), codes(lengths.size()) {
    std::uint32_t code = 0;
    for (std::uint32_t bits = 1; bits <= most; ++bits, code <<= 1) {
      for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
        if (lengths[symbol] != bits) continue;
        for (std::uint32_t bit = 0; bit < bits; ++bit) {
          codes[symbol] |= (code >> bit & 1) << (bits - 1 - bit);
        }
        ++code;
      }
    }
  }
  void put(BitWriter& to, std::uint32_t symbol) const { to.put(codes[symbol], lengths[symbol]); }
};

// Symbols double their range with every second one of distances, and every fourth one of lengths.
inline std::uint32_t distance_symbol(std::uint32_t distance) {
  const std::uint32_t from = distance - 1;
  if (from < 4) return from;
  const auto bits = static_cast<std::uint32_t>(std::bit_width(from)) - 2;
  return 2 * bits + (from >> bits);
}
inline std::uint32_t length_symbol(std::uint32_t length) {
  const std::uint32_t from = length - 3;
  if (length == 258) return 28;
  if (from < 8) return from;
  const auto bits = static_cast<std::uint32_t>(std::bit_width(from)) - 3;
  return 4 * bits + (from >> bits);
}

class CompressedPage {
 public:
  explicit CompressedPage(std::size_t size) : size_(size) {}

  bool is_full() const { return written_ >= size_; }

  // A part that has a number: the same one always has the same text.
  void put(std::uint32_t number, std::string_view part) {
    if (number >= places_.size()) places_.resize(number + 1);
    const std::size_t before = std::exchange(places_[number], written_ + 1);
    part = part.substr(0, size_ - written_);
    const std::size_t distance = written_ + 1 - before;
    if (before == 0 || distance > 32768 || part.size() < 3) return put_fresh(part);
    symbols_.push_back(
        {static_cast<std::uint16_t>(part.size()), static_cast<std::uint16_t>(distance)});
    written_ += part.size();
  }
  void put_fresh(std::string_view part) {
    part = part.substr(0, size_ - written_);
    for (const char c : part) symbols_.push_back({static_cast<std::uint8_t>(c), 0});
    written_ += part.size();
  }

  // Blocks of 8,192 symbols, each with codes of its own.
  std::string finish() {
    constexpr std::size_t kPerBlock = 8192;
    for (std::size_t at = 0; at < symbols_.size(); at += kPerBlock) {
      const std::size_t count = std::min(kPerBlock, symbols_.size() - at);
      put_block(std::span(symbols_).subspan(at, count), at + count == symbols_.size());
    }
    return bits_.finish();
  }

 private:
  struct Symbol {
    std::uint16_t value;     // a byte, or a length
    std::uint16_t distance;  // 0: a byte
  };

  void put_block(std::span<const Symbol> symbols, bool is_last) {
    std::vector<std::uint32_t> literals(286), distances(30);
    // A code has two symbols at least.
    literals[kEndOfBlock] = distances[0] = distances[1] = 1;
    for (const Symbol& symbol : symbols) {
      if (symbol.distance == 0) {
        ++literals[symbol.value];
      } else {
        ++literals[257 + length_symbol(symbol.value)];
        ++distances[distance_symbol(symbol.distance)];
      }
    }
    const CodeWriter literal_code(std::move(literals), 15), distance_code(std::move(distances), 15);
    bits_.put(is_last ? 1 : 0, 1);
    bits_.put(2, 2);
    put_codes(literal_code, distance_code);
    for (const Symbol& symbol : symbols) {
      if (symbol.distance == 0) {
        literal_code.put(bits_, symbol.value);
        continue;
      }
      const std::uint32_t length = length_symbol(symbol.value);
      literal_code.put(bits_, 257 + length);
      bits_.put(symbol.value - kLengthRanges[length].base, kLengthRanges[length].bits);
      const std::uint32_t distance = distance_symbol(symbol.distance);
      distance_code.put(bits_, distance);
      bits_.put(symbol.distance - kDistanceRanges[distance].base, kDistanceRanges[distance].bits);
    }
    literal_code.put(bits_, kEndOfBlock);
  }
  // All lengths one by one, in a code of four bits each, which are the length itself.
  void put_codes(const CodeWriter& literals, const CodeWriter& distances) {
    bits_.put(286 - 257, 5);
    bits_.put(30 - 1, 5);
    bits_.put(19 - 4, 4);
    for (const std::uint8_t length : kLengthOrder) bits_.put(length < 16 ? 4 : 0, 3);
    const auto put_length = [&](std::uint8_t length) {
      for (std::uint32_t bit = 4; bit-- > 0;) bits_.put(length >> bit & 1u, 1);
    };
    for (const std::uint8_t length : literals.lengths) put_length(length);
    for (const std::uint8_t length : distances.lengths) put_length(length);
  }

  std::size_t size_, written_ = 0;
  std::vector<std::size_t> places_;  // by number of a part, of the last time, plus one
  std::vector<Symbol> symbols_;
  BitWriter bits_;
};

}  // namespace assay::web
