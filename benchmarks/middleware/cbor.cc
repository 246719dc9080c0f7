// SPDX-License-Identifier: Apache-2.0
// CBOR (RFC 8949): a sequence of records (RFC 8742), written in the shortest form that section
// 4.2.1 asks for, and read item by item as a stream. All lengths are definite.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "batches.h"
#include "cbor_records.h"

namespace assay {
namespace {

constexpr std::size_t kMostRecordBytes = 512;
constexpr std::uint32_t kDeepest = 16;
constexpr std::uint8_t kHalf = 25, kSingle = 26, kDouble = 27;

std::uint8_t* put_big_endian(std::uint8_t* to, std::uint64_t value, std::uint32_t bytes) {
  for (std::uint32_t i = bytes; i-- > 0;) *to++ = static_cast<std::uint8_t>(value >> (8 * i));
  return to;
}

// Type and number, the number in the fewest bytes.
std::uint8_t* put_head(std::uint8_t* to, std::uint32_t kind, std::uint64_t value) {
  const auto first = [&](std::uint64_t detail) {
    *to++ = static_cast<std::uint8_t>(kind << 5 | detail);
  };
  if (value < 24) {
    first(value);
    return to;
  }
  const std::uint32_t power = value >> 8 == 0 ? 0 : value >> 16 == 0 ? 1 : value >> 32 == 0 ? 2 : 3;
  first(24 + power);
  return put_big_endian(to, value, 1u << power);
}

// The half that has the value of this single, if there is one. Finite values only.
std::optional<std::uint16_t> half_of(std::uint32_t single) {
  const std::uint32_t sign = single >> 16 & 0x8000, fraction = single & 0x7fffff;
  const auto exponent = static_cast<std::int32_t>(single >> 23 & 255) - 127;
  if (single << 1 == 0) return static_cast<std::uint16_t>(sign);
  if (exponent > 15 || exponent < -24) return std::nullopt;
  const std::uint32_t all = fraction | 0x800000;
  const std::uint32_t lost = exponent < -14 ? static_cast<std::uint32_t>(-exponent - 1) : 13;
  if ((all >> lost) << lost != all) return std::nullopt;
  if (exponent < -14) return static_cast<std::uint16_t>(sign | all >> lost);
  return static_cast<std::uint16_t>(sign | static_cast<std::uint32_t>(exponent + 15) << 10 |
                                    fraction >> 13);
}

std::uint8_t* put_float(std::uint8_t* to, double value) {
  constexpr std::uint32_t kSeven = kSimple << 5;
  const auto single = static_cast<float>(value);
  if (static_cast<double>(single) != value) {
    *to++ = kSeven | kDouble;
    return put_big_endian(to, std::bit_cast<std::uint64_t>(value), 8);
  }
  const auto bits = std::bit_cast<std::uint32_t>(single);
  if (const std::optional<std::uint16_t> half = half_of(bits)) {
    *to++ = kSeven | kHalf;
    return put_big_endian(to, *half, 2);
  }
  *to++ = kSeven | kSingle;
  return put_big_endian(to, bits, 4);
}

[[gnu::noinline]] std::uint64_t encode_items(std::span<const Item> items, const std::uint8_t* pool,
                                             std::uint8_t* out) {
  std::uint8_t* to = out;
  for (const Item& item : items) {
    if (item.kind == kFloat) {
      to = put_float(to, std::bit_cast<double>(item.value));
      continue;
    }
    to = put_head(to, item.kind, item.value);
    if (item.kind == kBinary || item.kind == kText)
      to = std::copy_n(pool + item.slice.at, item.slice.size, to);
  }
  return static_cast<std::uint64_t>(to - out);
}

double double_of_half(std::uint32_t half) {
  const std::uint64_t sign = std::uint64_t{half >> 15} << 63;
  const std::uint32_t exponent = half >> 10 & 31, fraction = half & 0x3ff;
  if (exponent == 0)
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(fraction * 0x1p-24) | sign);
  const std::uint64_t wide = exponent == 31 ? 2047 : exponent + 1023 - 15;
  return std::bit_cast<double>(sign | wide << 52 | std::uint64_t{fraction} << 42);
}

class CborReader {
 public:
  CborReader(const std::uint8_t* start, std::uint32_t size) : start_(start), size_(size) {}

  bool at_end() const { return at_ == size_; }
  bool is_whole() const { return depth_ == 0; }

  // False if what follows is not well-formed, or is nested too deeply.
  bool next(Item& item) {
    if (at_ == size_) return false;
    const std::uint32_t first = start_[at_++];
    item = {first >> 5, {0, 0}, first & 31};
    const auto detail = static_cast<std::uint32_t>(item.value);
    if (detail >= 28) return false;  // reserved, or without a length
    if (detail >= 24 && !number(1u << (detail - 24), item.value)) return false;
    if (item.kind == kSimple) return simple(detail, item) && ended();
    if (item.kind == kBinary || item.kind == kText) return string(item) && ended();
    if (item.kind == kArray) return opened(item.value);
    if (item.kind == kMap) return item.value <= size_ && opened(2 * item.value);
    return ended();
  }

 private:
  bool number(std::uint32_t bytes, std::uint64_t& value) {
    if (size_ - at_ < bytes) return false;
    value = 0;
    for (std::uint32_t i = 0; i < bytes; ++i) value = value << 8 | start_[at_++];
    return true;
  }

  bool string(Item& item) {
    if (item.value > size_ - at_) return false;
    item.slice = {at_, static_cast<std::uint32_t>(item.value)};
    at_ += item.slice.size;
    return true;
  }

  static bool simple(std::uint32_t detail, Item& item) {
    if (detail < 24) return true;
    if (detail == 24) return item.value >= 32;
    item.kind = kFloat;
    double value = 0.0;
    if (detail == kHalf) {
      value = double_of_half(static_cast<std::uint32_t>(item.value));
    } else if (detail == kSingle) {
      value = static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(item.value)));
    } else {
      return true;
    }
    item.value = std::bit_cast<std::uint64_t>(value);
    return true;
  }

  // Of the array or map that begins here; it counts as an item itself when it ends.
  bool opened(std::uint64_t items) {
    if (items > size_ - at_ || depth_ == kDeepest) return false;
    if (items == 0) return ended();
    left_[depth_++] = items;
    return true;
  }

  bool ended() {
    while (depth_ > 0 && --left_[depth_ - 1] == 0) --depth_;
    return true;
  }

  const std::uint8_t* start_;
  std::uint32_t at_ = 0, size_;
  std::uint32_t depth_ = 0;
  std::array<std::uint64_t, kDeepest> left_{};
};

// How many items there were; 0 after a fault.
[[gnu::noinline]] std::uint64_t decode_items(const std::uint8_t* stream, std::uint32_t size,
                                             std::span<Item> items) {
  CborReader in(stream, size);
  std::size_t count = 0;
  while (!in.at_end()) {
    if (count == items.size() || !in.next(items[count])) return 0;
    ++count;
  }
  return in.is_whole() ? count : 0;
}

struct RecordBatches {
  Bytes pool = ascii_text(kPoolBytes, seed(0x710));
  std::vector<std::vector<Item>> batches;

  RecordBatches(std::uint64_t count, std::size_t size) {
    for (std::size_t turn = 0; turn < count; ++turn)
      batches.push_back(Records(seed_of_turn(0x711, turn), size).items());
  }
};

// A length of each number and text, the kind of each float, a number of items: 38 of a record.
void cbor_encode(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 2 * kBatches);
  const RecordBatches input(turns.count(), size);
  Bytes out(size * kMostRecordBytes, 192);
  run_batches(
      state, turns, Work{size, "records"}, [&] { poison(out); },
      [&](std::size_t turn) {
        return encode_items(input.batches[turn], input.pool.data(), out.data());
      },
      outcome_of(out));
}

void cbor_decode(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 2 * kBatches);
  const RecordBatches input(turns.count(), size);
  std::vector<Bytes> streams;
  std::vector<std::uint32_t> bytes;
  for (const std::vector<Item>& items : input.batches) {
    streams.emplace_back(size * kMostRecordBytes);
    bytes.push_back(
        static_cast<std::uint32_t>(encode_items(items, input.pool.data(), streams.back().data())));
  }
  Buffer<Item> items(size * kMostItems, 192);
  std::size_t last = 0;
  run_batches(
      state, turns, Work{size, "records"}, [&] { poison(items); },
      [&](std::size_t turn) {
        last = turn;
        return decode_items(streams[last].data(), bytes[last], items.span());
      },
      [&](std::uint64_t count) {
        Fnv1a64 hash;
        hash.add(count);
        for (const Item& item : items.span().first(static_cast<std::size_t>(count))) {
          hash.add(item.kind).add(item.value);
          add_slice(hash, streams[last].span(), item.slice);
        }
        return hash;
      });
}

BENCHMARK(cbor_encode)->Name("cbor/encode")->Arg(128);
BENCHMARK(cbor_decode)->Name("cbor/decode")->Arg(128);

}  // namespace
}  // namespace assay
