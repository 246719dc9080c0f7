// SPDX-License-Identifier: Apache-2.0
#include "base/code_point.h"

#include <algorithm>

namespace assay::base {
namespace {

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool may_take(std::uint32_t code, std::size_t length) {
  if (code >= 0xd800 && code < 0xe000) return false;
  if (length == 3) return code >= 0x800;
  return length < 4 || (code >= 0x10000 && code <= 0x10ffff);
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  const auto byte = [&](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
  };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return {0, 0};
  std::uint32_t code = first & (0x7fu >> length);
  for (std::size_t at = 1; at < length; ++at) {
    if ((byte(at) & 0xc0u) != 0x80u) return {0, 0};
    code = code << 6 | (byte(at) & 0x3fu);
  }
  if (!may_take(code, length)) return {0, 0};
  return {code, length};
}

// U+061C, U+200E, U+200F, U+202A to U+202E and U+2066 to U+2069 are all that has the property
// Bidi_Control; U+2028 and U+2029 end a line. The others have Default_Ignorable_Code_Point (Unicode
// 15.0, DerivedCoreProperties.txt): nothing is drawn for them.
bool is_control(std::uint32_t code_point) {
  if (code_point < 0x7f) return code_point < 0x20;  // nearly all there is
  struct Range {
    std::uint32_t first, last;
  };
  constexpr Range kRanges[] = {
      {0x7f, 0x9f},       {0xad, 0xad},       {0x034f, 0x034f},  {0x061c, 0x061c}, {0x115f, 0x1160},
      {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x200b, 0x200f},  {0x2028, 0x202e}, {0x2060, 0x206f},
      {0x3164, 0x3164},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},  {0xffa0, 0xffa0}, {0xfff0, 0xfff8},
      {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};
  return std::ranges::any_of(kRanges, [&](const Range& range) {
    return code_point >= range.first && code_point <= range.last;
  });
}

}  // namespace assay::base
