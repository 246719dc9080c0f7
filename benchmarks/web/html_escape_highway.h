// SPDX-License-Identifier: Apache-2.0
// The kernel of html_escape.h, written with Highway.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "html_entities.h"
#include "messages.h"

namespace assay::ASSAY_VARIANT {
namespace {

using namespace web;

// No two marks have the same lower half. At the place of each half stands the mark that has it, or
// a byte that has another one.
constexpr std::array<std::uint8_t, 16> make_marks_by_half() {
  std::array<std::uint8_t, 16> marks{};
  for (std::size_t half = 0; half < 16; ++half) marks[half] = static_cast<std::uint8_t>(~half);
  for (const char mark : kMarks) {
    marks[static_cast<std::uint8_t>(mark) & 15] = static_cast<std::uint8_t>(mark);
  }
  return marks;
}
constexpr std::array<std::uint8_t, 16> kMarksByHalf = make_marks_by_half();

// A vector is copied before it is known how much of it may stay: the buffer has room for six bytes
// for each character.
[[gnu::noinline]] std::uint32_t html_escaped(Text text, std::uint8_t* out) {
  const hn::ScalableTag<std::uint8_t> d;
  const auto marks = hn::LoadDup128(d, kMarksByHalf.data());
  const auto lower_half = hn::Set(d, std::uint8_t{15});
  const std::size_t lanes = hn::Lanes(d);
  std::uint8_t* to = out;
  std::size_t at = 0;
  while (at + lanes <= text.size()) {
    const auto bytes = hn::LoadU(d, text.data() + at);
    hn::StoreU(bytes, d, to);
    const auto found = hn::Eq(hn::TableLookupBytes(marks, hn::And(bytes, lower_half)), bytes);
    const std::ptrdiff_t first = hn::FindFirstTrue(d, found);
    if (first < 0) {
      at += lanes;
      to += lanes;
    } else {
      at += static_cast<std::size_t>(first);
      to = put_escaped(text[at++], to + first);
    }
  }
  for (; at < text.size(); ++at) to = put_escaped(text[at], to);
  return static_cast<std::uint32_t>(to - out);
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
