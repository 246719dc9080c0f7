// SPDX-License-Identifier: Apache-2.0
// Base-128 varints, lowest seven bits first, and zigzag for signed values, as Protocol Buffers and
// Kafka have them.
#pragma once

#include <bit>
#include <cstdint>

#include "batches.h"

namespace assay {

inline std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
inline std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

// ceil(bits / 7) without a division; 1 for 0.
inline std::uint32_t varint_size(std::uint64_t value) {
  return (static_cast<std::uint32_t>(std::bit_width(value | 1)) * 9 + 64) / 64;
}

inline std::uint8_t* put_varint(std::uint8_t* to, std::uint64_t value) {
  while (value >= 0x80) {
    *to++ = static_cast<std::uint8_t>(value | 0x80);
    value >>= 7;
  }
  *to++ = static_cast<std::uint8_t>(value);
  return to;
}

// Reads what somebody else wrote. After a fault it stands at its end and gives zeros.
class VarintReader {
 public:
  VarintReader(const std::uint8_t* start, std::uint32_t at, std::uint32_t end)
      : start_(start), at_(at), end_(end) {}

  bool at_end() const { return at_ == end_; }
  bool is_good() const { return good_; }
  std::uint32_t at() const { return at_; }
  std::uint32_t left() const { return end_ - at_; }

  void fail() {
    at_ = end_;
    good_ = false;
  }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (std::uint32_t shift = 0; shift < 70 && at_ < end_; shift += 7) {
      const std::uint8_t byte = start_[at_++];
      value |= std::uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) return value;
    }
    fail();  // longer than ten bytes, or cut short
    return 0;
  }

  // Little-endian, of `bytes` bytes.
  std::uint64_t fixed(std::uint32_t bytes) {
    if (left() < bytes) {
      fail();
      return 0;
    }
    std::uint64_t value = 0;
    for (std::uint32_t i = 0; i < bytes; ++i) value |= std::uint64_t{start_[at_ + i]} << (8 * i);
    at_ += bytes;
    return value;
  }

  Slice slice(std::uint64_t size) {
    if (size > left()) {
      fail();
      return {0, 0};
    }
    const Slice found{at_, static_cast<std::uint32_t>(size)};
    at_ += found.size;
    return found;
  }

 private:
  const std::uint8_t* start_;
  std::uint32_t at_, end_;
  bool good_ = true;
};

}  // namespace assay
