// SPDX-License-Identifier: Apache-2.0
// Protocol Buffers (protobuf.dev, "Encoding"): fields as they are written, each after its number
// and the type of what follows, and the reader of a field that has a length.
#pragma once

#include <algorithm>
#include <cstdint>

#include "varint.h"

namespace assay {

enum Wire : std::uint32_t { kVarint = 0, kFixed64 = 1, kLength = 2, kFixed32 = 5 };

inline constexpr std::uint32_t tag_of(std::uint32_t field, Wire wire) { return field << 3 | wire; }

// Appends fields. A number 0 and an empty text are left out: they are what a reader assumes.
struct Fields {
  std::uint8_t* to;
  const std::uint8_t* texts;

  void varint(std::uint32_t field, std::uint64_t value) {
    if (value == 0) return;
    to = put_varint(to, tag_of(field, kVarint));
    to = put_varint(to, value);
  }
  void fixed(std::uint32_t field, std::uint64_t value, std::uint32_t bytes) {
    if (value == 0) return;
    to = put_varint(to, tag_of(field, bytes == 8 ? kFixed64 : kFixed32));
    for (std::uint32_t i = 0; i < bytes; ++i) *to++ = static_cast<std::uint8_t>(value >> (8 * i));
  }
  void head(std::uint32_t field, std::uint32_t bytes) {
    to = put_varint(to, tag_of(field, kLength));
    to = put_varint(to, bytes);
  }
  void text(std::uint32_t field, Slice slice) {
    if (slice.size == 0) return;
    head(field, slice.size);
    to = std::copy_n(texts + slice.at, slice.size, to);
  }
};

inline VarintReader inside(const std::uint8_t* stream, VarintReader& in) {
  const Slice slice = in.slice(in.varint());
  return {stream, slice.at, slice.at + slice.size};
}

}  // namespace assay
