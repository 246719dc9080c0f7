// SPDX-License-Identifier: Apache-2.0
// Records of the rows of CBOR, as items in the order in which they are written.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "batches.h"

namespace assay {

// The major types, 7 for false, true and null; a float is one of them too, and has its own kind.
enum Kind : std::uint32_t {
  kUnsigned,
  kNegative,
  kBinary,
  kText,
  kArray,
  kMap,
  kTag,
  kSimple,
  kFloat
};

// In the order in which they are written: an array or map is followed by its items. `value` is the
// number, -1 - number if it is negative, how many items or pairs follow, or the bits of a double.
struct Item {
  std::uint32_t kind;
  Slice slice;
  std::uint64_t value;
};

inline constexpr std::size_t kPoolBytes = 4096;
inline constexpr std::size_t kMostItems = 64;  // of one record
inline constexpr std::uint8_t kFalse = 20;     // true and null follow it

// A half holds some of them, normal or subnormal, a single others. All are finite.
inline double any_float(Random& random) {
  const std::uint32_t kind = random.below(4);
  if (kind == 0) return random.coarse();
  if (kind == 1) return random.coarse() * 0x1p-14;
  if (kind == 2) return static_cast<double>(random.next() >> 40) * 0x1p-12;
  return random.unit();
}

class Records {
 public:
  Records(std::uint64_t seed_value, std::size_t count) : random_(seed_value) {
    items_.reserve(count * kMostItems);
    for (std::size_t i = 0; i < count; ++i) record();
  }
  std::vector<Item> items() && { return std::move(items_); }

 private:
  void add(Kind kind, std::uint64_t value) { items_.push_back({kind, {0, 0}, value}); }
  void string(Kind kind, Slice slice) { items_.push_back({kind, slice, slice.size}); }
  void text(std::uint32_t most) {
    string(kText, any_slice(random_, kPoolBytes, 1 + random_.below(most)));
  }
  void integer() {
    const std::uint64_t value = any_length(random_, 64);
    add(random_.below(2) == 0 ? kUnsigned : kNegative, value);
  }
  // Names of four letters, the k-th from place 4 k.
  void name(std::uint32_t k) { string(kText, {4 * k, 4}); }

  void record() {
    add(kMap, 7);
    name(0), add(kUnsigned, any_length(random_, 64));
    name(1), integer();
    name(2);
    const std::uint32_t values = random_.below(9);
    add(kArray, values);
    for (std::uint32_t i = 0; i < values; ++i)
      add(kFloat, std::bit_cast<std::uint64_t>(any_float(random_)));
    name(3), text(40);
    name(4), string(kBinary, any_slice(random_, kPoolBytes, random_.below(64)));
    name(5), add(kSimple, kFalse + random_.below(3));
    name(6);
    const std::uint32_t tags = random_.below(5);
    add(kMap, tags);
    for (std::uint32_t i = 0; i < tags; ++i) text(8), integer();
  }

  Random random_;
  std::vector<Item> items_;
};

}  // namespace assay
