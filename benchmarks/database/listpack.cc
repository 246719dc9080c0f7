// SPDX-License-Identifier: Apache-2.0
// Redis's listpack: a small hash as one string of bytes. Every entry has a code for its kind and
// size, its bytes, and its size once more for the way back; texts that are numbers are stored as
// integers.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>

#include "byte_order.h"
#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::size_t kPairs = 64, kMostPack = 16384, kHead = 6;

struct Piece {
  std::uint32_t place, size;
};

// As string2ll reads it: no blanks, no plus, no leading zeros.
std::optional<std::int64_t> integer_of(const std::uint8_t* text, std::size_t size) {
  if (size == 0 || size > 20) return std::nullopt;
  const bool is_negative = text[0] == '-';
  std::size_t i = is_negative ? 1 : 0;
  if (i == size || (text[i] == '0' && size > 1)) return std::nullopt;
  std::uint64_t value = 0;
  for (; i < size; ++i) {
    const std::uint64_t digit = std::uint64_t{text[i]} - '0';
    constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
    if (digit > 9 || value > (kMost - digit) / 10) return std::nullopt;
    value = value * 10 + digit;
  }
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 63;
  if (value >= kLimit + (is_negative ? 1 : 0)) return std::nullopt;
  return static_cast<std::int64_t>(is_negative ? 0 - value : value);
}

std::uint8_t* put_integer(std::uint8_t* to, std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  const auto put = [&](std::uint8_t code, std::size_t bytes) {
    *to++ = code;
    for (std::size_t i = 0; i < bytes; ++i) *to++ = static_cast<std::uint8_t>(bits >> (8 * i));
    return to;
  };
  const auto fits = [&](int wanted) {
    return value >= -(std::int64_t{1} << (wanted - 1)) && value < std::int64_t{1} << (wanted - 1);
  };
  if (value >= 0 && value < 128) return put(static_cast<std::uint8_t>(value), 0);
  if (fits(13)) return put(static_cast<std::uint8_t>(0xc0 | (bits >> 8 & 31)), 1);
  if (fits(16)) return put(0xf1, 2);
  if (fits(24)) return put(0xf2, 3);
  if (fits(32)) return put(0xf3, 4);
  return put(0xf4, 8);
}

std::uint8_t* put_text(std::uint8_t* to, const std::uint8_t* text, std::size_t size) {
  if (size < 64) {
    *to++ = static_cast<std::uint8_t>(0x80 | size);
  } else {  // up to 4,095: no longer ones here
    *to++ = static_cast<std::uint8_t>(0xe0 | size >> 8);
    *to++ = static_cast<std::uint8_t>(size);
  }
  return std::copy_n(text, size, to);
}

// Behind the last entry; the head has the size of all and the number of entries.
void append(std::uint8_t* pack, const std::uint8_t* text, std::size_t size) {
  const std::uint32_t before = load_little<std::uint32_t>(pack);
  std::uint8_t* const entry = pack + before - 1;
  const auto number = integer_of(text, size);
  std::uint8_t* to = number ? put_integer(entry, *number) : put_text(entry, text, size);
  const auto bytes = static_cast<std::uint32_t>(to - entry);
  if (bytes >= 128) *to++ = static_cast<std::uint8_t>(bytes >> 7);
  *to++ = static_cast<std::uint8_t>(bytes < 128 ? bytes : (bytes & 127) | 128);
  *to++ = 0xff;
  store_little(pack, static_cast<std::uint32_t>(to - pack));
  const auto count = static_cast<std::uint16_t>(load_little<std::uint16_t>(pack + 4) + 1);
  store_little(pack + 4, count);
}

[[gnu::noinline]] void append_all(std::uint8_t* pack, const std::uint8_t* text, const Piece* pieces,
                                  std::size_t count) {
  store_little(pack, static_cast<std::uint32_t>(kHead + 1));
  store_little(pack + 4, std::uint16_t{0});
  pack[kHead] = 0xff;
  for (std::size_t i = 0; i < count; ++i) append(pack, text + pieces[i].place, pieces[i].size);
}

// Of the code and what it stands for, without the size for the way back.
std::size_t entry_bytes(const std::uint8_t* entry) {
  const std::uint32_t code = entry[0];
  if (code < 0x80) return 1;
  if (code < 0xc0) return 1 + (code & 63);
  if (code < 0xe0) return 2;
  if (code < 0xf0) return 2 + ((code & 15) << 8 | entry[1]);
  return code == 0xf1 ? 3 : code == 0xf2 ? 4 : code == 0xf3 ? 5 : 9;
}

const std::uint8_t* next_entry(const std::uint8_t* entry) {
  const std::size_t bytes = entry_bytes(entry);
  return entry + bytes + (bytes < 128 ? 1 : 2);
}

// The value of a field, which is a short text, or the end: every second entry is looked at.
const std::uint8_t* value_of_field(const std::uint8_t* pack, const std::uint8_t* field,
                                   std::size_t size) {
  const std::uint8_t* at = pack + kHead;
  while (*at != 0xff) {
    const bool is_it = *at == (0x80 | size) && std::memcmp(at + 1, field, size) == 0;
    at = next_entry(at);
    if (is_it) return at;
    at = next_entry(at);
  }
  return at;
}

[[gnu::noinline]] void find_fields(const std::uint8_t* pack, const std::uint8_t* text,
                                   const Piece* fields, std::size_t count, std::uint32_t* places) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t* const value = value_of_field(pack, text + fields[i].place, fields[i].size);
    places[i] = static_cast<std::uint32_t>(value - pack);
  }
}

// Fields have 4 to 11 letters; a value is a number of up to 63 bits, or a text of up to 127
// letters. A pair takes 256 bytes.
struct Hashes {
  explicit Hashes(std::size_t hashes) : text(hashes * kPairs * 256), pieces(2 * hashes * kPairs) {}

  void draw(Random& random) {
    std::uint32_t place = 0;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      auto* const to = reinterpret_cast<char*>(text.data() + place);
      const std::uint64_t word = random.next();
      const std::uint32_t bits = random.below(63);
      std::uint32_t size = i % 2 == 0 ? 4 + bits % 8 : bits * 2 + 1;
      if (i % 2 == 1 && word >> 63 == 0) {
        const auto number = static_cast<std::int64_t>(word >> (63 - bits) >> 1);
        size = static_cast<std::uint32_t>(
            std::to_chars(to, to + 24, bits % 2 == 0 ? number : -number).ptr - to);
      } else {
        for (std::uint32_t k = 0; k < size; ++k)
          to[k] = static_cast<char>('a' + (word >> (k % 12 * 5) & 31) % 26);
      }
      pieces[i] = {place, size};
      place += size;
    }
  }

  Bytes text;
  Buffer<Piece> pieces;
};

std::size_t pack_bytes(const std::uint8_t* pack) {
  return std::min<std::size_t>(load_little<std::uint32_t>(pack), kMostPack);
}

// 64 pairs: is it a number, how long, how large; some six decisions an entry.
void listpack_append(benchmark::State& state) {
  Turns turns(state, 128);
  Hashes hashes(static_cast<std::size_t>(turns.count()));
  Random random(seed(0x1a0));
  hashes.draw(random);
  Bytes pack(kMostPack, 4096);
  const std::uint8_t* text = hashes.text.data();
  in_turns(
      state, {2 * kPairs, "entries"}, turns, [&] { poison(pack); },
      [&](std::uint64_t turn) {
        opaque(text);
        append_all(pack.data(), text, hashes.pieces.data() + 2 * kPairs * turn, 2 * kPairs);
      },
      [&] { return Fnv1a64().add(pack.span().first(pack_bytes(pack.data()))); });
}
BENCHMARK(listpack_append)->Name("redis/listpack_append")->Arg(2 * kPairs);

// 32 fields, each after 32 others on average, which differ in their sizes or not.
void listpack_find(benchmark::State& state) {
  constexpr std::size_t kFields = 32;
  Turns turns(state, 64);
  const auto inputs = static_cast<std::size_t>(turns.count());
  Hashes hashes(inputs);
  Random random(seed(0x1a1)), random_field(seed(0x1a2));
  hashes.draw(random);
  Bytes packs(inputs * kMostPack, 4096);
  Buffer<Piece> fields(inputs * kFields, 192);
  for (std::size_t turn = 0; turn < inputs; ++turn) {
    const Piece* const pieces = hashes.pieces.data() + 2 * kPairs * turn;
    append_all(packs.data() + turn * kMostPack, hashes.text.data(), pieces, 2 * kPairs);
    for (std::size_t i = 0; i < kFields; ++i)
      fields[turn * kFields + i] = pieces[2 * random_field.below(kPairs)];
  }
  Buffer<std::uint32_t> places(kFields, 8192);
  const std::uint8_t* data = packs.data();
  in_turns(
      state, {kFields, "fields"}, turns, [&] { poison(places); },
      [&](std::uint64_t turn) {
        opaque(data);
        find_fields(data + turn * kMostPack, hashes.text.data(), fields.data() + turn * kFields,
                    kFields, places.data());
      },
      [&] { return Fnv1a64().add(places); });
}
BENCHMARK(listpack_find)->Name("redis/listpack_find")->Arg(2 * kPairs);

}  // namespace
}  // namespace assay
