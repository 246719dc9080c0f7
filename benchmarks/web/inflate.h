// SPDX-License-Identifier: Apache-2.0
// Decompression of DEFLATE (RFC 1951) as zlib does it: a table of ten bits decodes most symbols at
// once, longer codes are read bit by bit. What zlib refuses is refused.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "deflate_tables.h"
#include "messages.h"
#include "zeroed.h"

namespace assay::web {

// Bits from the lowest of each byte on. Behind the end are zeros, and `left()` is then negative.
class BitReader {
 public:
  explicit BitReader(Text text) : text_(text) {}

  // At least 48 bits, if there are so many.
  void refill() {
    if (text_.size() - at_ >= 8) {
      held_ |= word_at(at_) << count_;
      at_ += static_cast<std::size_t>(63 - count_) / 8;
      count_ |= 56;
      return;
    }
    for (; count_ <= 56 && at_ < text_.size(); ++at_, count_ += 8) {
      held_ |= std::uint64_t{text_[at_]} << count_;
    }
  }
  std::uint32_t peek(std::uint32_t bits) const {
    return static_cast<std::uint32_t>(held_ & ((std::uint64_t{1} << bits) - 1));
  }
  void drop(std::uint32_t bits) {
    held_ >>= bits;
    count_ -= static_cast<std::int32_t>(bits);
  }
  std::uint32_t take(std::uint32_t bits) {
    const std::uint32_t value = peek(bits);
    drop(bits);
    return value;
  }
  bool is_well() const { return count_ >= 0; }

  // Whole bytes from the next one on; empty if there are not so many.
  Text take_bytes(std::size_t size) {
    const std::size_t begin = at_ - static_cast<std::size_t>(count_ / 8);
    held_ = 0;
    count_ = 0;
    if (text_.size() - begin < size) return {};
    at_ = begin + size;
    return text_.subspan(begin, size);
  }

 private:
  // GCC 12 makes eight loads of the loop.
  std::uint64_t word_at(std::size_t at) const {
    std::uint64_t word = 0;
    if constexpr (std::endian::native == std::endian::little) {
      std::memcpy(&word, text_.data() + at, sizeof(word));
    } else {
      for (std::size_t k = 0; k < 8; ++k) word |= std::uint64_t{text_[at + k]} << (8 * k);
    }
    return word;
  }

  Text text_;
  std::size_t at_ = 0;
  std::uint64_t held_ = 0;
  std::int32_t count_ = 0;
};

class HuffmanDecoder {
 public:
  static constexpr std::uint32_t kNoSymbol = 0xffff;

  // false if the lengths are not those of a complete code. One code alone may have one bit, if
  // `may_be_single`.
  bool build(std::span<const std::uint8_t> lengths, bool may_be_single) {
    counts_.fill(0);
    for (const std::uint8_t length : lengths) ++counts_[length];
    counts_[0] = 0;
    std::int32_t left = 1;
    std::uint32_t longest = 0;
    for (std::uint32_t bits = 1; bits <= kMostBits; ++bits) {
      left = 2 * left - counts_[bits];
      if (left < 0) return false;
      if (counts_[bits] != 0) longest = bits;
    }
    if (left > 0 && !(may_be_single && longest <= 1)) return false;
    sort_symbols(lengths);
    fill_table();
    return true;
  }

  std::uint32_t decode(BitReader& bits) const {
    const std::uint32_t entry = table_[bits.peek(kTableBits)];
    if (entry == 0) return decode_slowly(bits);
    bits.drop(entry & 15);
    return entry >> 4;
  }

 private:
  static constexpr std::uint32_t kMostBits = 15, kTableBits = 10;

  void sort_symbols(std::span<const std::uint8_t> lengths) {
    std::array<std::uint16_t, kMostBits + 2> next{};
    for (std::uint32_t bits = 1; bits <= kMostBits; ++bits) {
      next[bits + 1] = static_cast<std::uint16_t>(next[bits] + counts_[bits]);
    }
    for (std::uint32_t symbol = 0; symbol < lengths.size(); ++symbol) {
      if (lengths[symbol] != 0) {
        symbols_[next[lengths[symbol]]++] = static_cast<std::uint16_t>(symbol);
      }
    }
  }
  // Codes are sent from their highest bit on, so an index has them reversed.
  void fill_table() {
    table_.fill(0);
    std::uint32_t code = 0, index = 0;
    for (std::uint32_t bits = 1; bits <= kTableBits; ++bits, code <<= 1) {
      for (std::uint32_t k = 0; k < counts_[bits]; ++k, ++code, ++index) {
        std::uint32_t reversed = 0;
        for (std::uint32_t bit = 0; bit < bits; ++bit) {
          reversed |= (code >> bit & 1) << (bits - 1 - bit);
        }
        const auto entry = static_cast<std::uint16_t>(std::uint32_t{symbols_[index]} << 4 | bits);
        for (std::uint32_t i = reversed; i < table_.size(); i += 1u << bits) table_[i] = entry;
      }
    }
  }
  std::uint32_t decode_slowly(BitReader& bits) const {
    std::uint32_t code = 0, first = 0, index = 0;
    for (std::uint32_t length = 1; length <= kMostBits; ++length) {
      code = code << 1 | bits.take(1);
      if (code - first < counts_[length]) return symbols_[index + code - first];
      index += counts_[length];
      first = (first + counts_[length]) << 1;
    }
    return kNoSymbol;
  }

  std::array<std::uint16_t, kMostBits + 1> counts_;
  std::array<std::uint16_t, 288> symbols_;
  alignas(kZeroedAlignment) std::array<std::uint16_t, 1u << kTableBits> table_;
};

class Inflater {
 public:
  Inflater(Text text, std::span<std::uint8_t> out) : bits_(text), out_(out) {}

  // How many bytes, or kFault.
  std::uint32_t inflate() {
    bool is_last = false;
    while (!is_last) {
      bits_.refill();
      is_last = bits_.take(1) == 1;
      if (!block(bits_.take(2))) return kFault;
    }
    return static_cast<std::uint32_t>(at_);
  }

 private:
  bool block(std::uint32_t kind) {
    if (!bits_.is_well()) return false;
    if (kind == 0) return stored();
    if (kind == 1) return fixed_codes() && symbols();
    return kind == 2 && sent_codes() && symbols();
  }
  bool stored() {
    const Text head = bits_.take_bytes(4);
    if (head.empty()) return false;
    const std::uint32_t size = head[0] | std::uint32_t{head[1]} << 8;
    if (size != (~(head[2] | std::uint32_t{head[3]} << 8) & 0xffff)) return false;
    const Text bytes = bits_.take_bytes(size);
    if (bytes.size() != size || out_.size() - at_ < size) return false;
    if (size > 0) std::memcpy(out_.data() + at_, bytes.data(), size);
    at_ += size;
    return true;
  }
  bool fixed_codes() {
    std::array<std::uint8_t, 288> lengths;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    }
    std::array<std::uint8_t, 32> distances;
    distances.fill(5);
    return lengths_.build(lengths, false) && distances_.build(distances, false);
  }
  // Section 3.2.7.
  bool sent_codes() {
    const std::uint32_t lengths = 257 + bits_.take(5), distances = 1 + bits_.take(5);
    const std::uint32_t sent = 4 + bits_.take(4);
    if (lengths > 286 || distances > 30) return false;
    std::array<std::uint8_t, 19> of_lengths{};
    for (std::uint32_t i = 0; i < sent; ++i) {
      bits_.refill();
      of_lengths[kLengthOrder[i]] = static_cast<std::uint8_t>(bits_.take(3));
    }
    if (!lengths_.build(of_lengths, false)) return false;
    std::array<std::uint8_t, 286 + 30> all{};
    const std::span<std::uint8_t> used = std::span(all).first(lengths + distances);
    if (!read_lengths(used) || used[kEndOfBlock] == 0) return false;
    return lengths_.build(used.first(lengths), true) &&
           distances_.build(used.last(distances), true);
  }
  bool read_lengths(std::span<std::uint8_t> to) {
    for (std::size_t i = 0; i < to.size();) {
      bits_.refill();
      const std::uint32_t symbol = lengths_.decode(bits_);
      if (!bits_.is_well() || symbol > 18) return false;
      if (symbol < 16) {
        to[i++] = static_cast<std::uint8_t>(symbol);
      } else if (!repeat_length(symbol, to, i)) {
        return false;
      }
    }
    return bits_.is_well();
  }
  // The length before, or zeros.
  bool repeat_length(std::uint32_t symbol, std::span<std::uint8_t> to, std::size_t& i) {
    if (symbol == 16 && i == 0) return false;
    const std::uint8_t repeated = symbol == 16 ? to[i - 1] : std::uint8_t{0};
    const std::size_t times = symbol == 18 ? 11 + bits_.take(7) : 3 + bits_.take(symbol - 14);
    if (times > to.size() - i) return false;
    for (const std::size_t end = i + times; i < end; ++i) to[i] = repeated;
    return true;
  }
  // A symbol with all of its extra bits has 48 bits at most.
  bool symbols() {
    for (;;) {
      bits_.refill();
      const std::uint32_t symbol = lengths_.decode(bits_);
      if (!bits_.is_well()) return false;
      if (symbol < kEndOfBlock) {
        if (at_ == out_.size()) return false;
        out_[at_++] = static_cast<std::uint8_t>(symbol);
      } else if (symbol == kEndOfBlock) {
        return true;
      } else if (!match(symbol - 257)) {
        return false;
      }
    }
  }
  bool match(std::uint32_t length_symbol) {
    if (length_symbol >= kLengthRanges.size()) return false;
    const Range lengths = kLengthRanges[length_symbol];
    const std::size_t length = lengths.base + bits_.take(lengths.bits);
    const std::uint32_t distance_symbol = distances_.decode(bits_);
    if (distance_symbol >= kDistanceRanges.size()) return false;
    const Range distances = kDistanceRanges[distance_symbol];
    const std::size_t distance = distances.base + bits_.take(distances.bits);
    if (!bits_.is_well() || distance > at_ || out_.size() - at_ < length) return false;
    copy(distance, length);
    at_ += length;
    return true;
  }
  // Eight bytes at a time where they don't overlap and there is room for some too many.
  void copy(std::size_t distance, std::size_t length) {
    std::uint8_t* const to = out_.data() + at_;
    const std::uint8_t* const from = to - distance;
    if (distance >= 8 && out_.size() - at_ - length >= 8) {
      for (std::size_t i = 0; i < length; i += 8) std::memcpy(to + i, from + i, 8);
    } else {
      for (std::size_t i = 0; i < length; ++i) to[i] = from[i];
    }
  }

  BitReader bits_;
  std::span<std::uint8_t> out_;
  std::size_t at_ = 0;
  HuffmanDecoder lengths_, distances_;
};

}  // namespace assay::web
