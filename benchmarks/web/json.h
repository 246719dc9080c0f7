// SPDX-License-Identifier: Apache-2.0
// A JSON text (RFC 8259) as a tree. All nodes lie in one array and all strings, unescaped, in
// another, so that reading allocates nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace assay::web {

enum class JsonType : std::uint32_t { null, no, yes, integer, real, string, array, object };

// Members of an object and elements of an array are a list.
struct JsonNode {
  JsonType type;
  std::uint32_t next;             // 0: the last one
  std::uint32_t key, key_length;  // place in the strings, of a member
  std::uint64_t value;            // bits of a number; pair() of two words otherwise

  // Place and length of a string; the first node and how many of an array or object.
  std::uint32_t first() const { return static_cast<std::uint32_t>(value); }
  std::uint32_t count() const { return static_cast<std::uint32_t>(value >> 32); }
  static std::uint64_t pair(std::uint32_t first, std::uint32_t count) {
    return first | std::uint64_t{count} << 32;
  }
};

// Node 0 is the root.
struct JsonTree {
  std::span<JsonNode> nodes;
  std::span<std::uint8_t> strings;  // room for as many bytes as the text has

  std::string_view string(std::uint32_t at, std::uint32_t length) const {
    return {reinterpret_cast<const char*>(strings.data()) + at, length};
  }
};

}  // namespace assay::web
