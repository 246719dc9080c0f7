// SPDX-License-Identifier: Apache-2.0
// Parquet's encodings with lengths in the data: the hybrid of runs and bit-packed groups,
// definition levels, DELTA_BINARY_PACKED (apache/parquet-format, Encodings.md). Pages are drawn in
// their encoded form, in which random bytes are valid values. Where a run ends is not known in
// advance: 64 pages in turn, each of some thousand decisions.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "bit_unpack.h"
#include "checksum.h"
#include "data.h"
#include "loop.h"
#include "opaque.h"
#include "report.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::uint32_t kValues = 16384;
constexpr std::uint64_t kPages = 64;

// Eight values from Width bytes.
template <unsigned Width>
[[gnu::always_inline]] inline void unpack_8(const std::uint8_t* __restrict in,
                                            std::uint32_t* __restrict out) {
  static_assert(Width <= 8);
  const std::uint64_t word = load_bytes<Width>(in);
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; ++i)
    out[i] = static_cast<std::uint32_t>(word >> (i * Width)) & ((1u << Width) - 1);
}

// LEB128, as all lengths in Parquet.
[[gnu::always_inline]] inline std::uint64_t read_varint(const std::uint8_t*& in) {
  std::uint64_t value = *in & 127;
  for (unsigned shift = 7; *in++ & 128; shift += 7) value |= std::uint64_t{*in & 127u} << shift;
  return value;
}

std::uint8_t* write_varint(std::uint8_t* out, std::uint64_t value) {
  for (; value >= 128; value >>= 7) *out++ = static_cast<std::uint8_t>(value | 128);
  *out++ = static_cast<std::uint8_t>(value);
  return out;
}

// The hybrid with a value of one byte: a header, whose lowest bit says which of the two follows,
// and how many.
template <unsigned Width>
[[gnu::noinline]] void decode_hybrid(const std::uint8_t* in, std::uint32_t* __restrict out,
                                     std::uint32_t values) {
  std::uint32_t done = 0;
  while (done < values) {
    const std::uint64_t header = read_varint(in);
    const auto size = static_cast<std::uint32_t>(header >> 1);
    if (header & 1) {  // groups of eight
      for (std::uint32_t group = 0; group < size; ++group, in += Width, done += 8)
        unpack_8<Width>(in, out + done);
    } else {
      const std::uint32_t value = *in++;
      std::fill_n(out + done, size, value);
      done += size;
    }
  }
}

// Runs of 8 to 71 values, and of 1 to 4 groups of eight, as likely as each other.
template <unsigned Width>
void draw_hybrid(std::uint8_t* out, Random& random) {
  std::uint32_t left = kValues;
  while (left > 0) {
    const std::uint64_t draw = random.next();
    const auto groups = static_cast<std::uint32_t>(1 + (draw & 3));
    if (draw >> 63 && 8 * groups <= left) {
      out = write_varint(out, 2 * groups + 1);
      fill_bytes({out, groups * Width}, random);
      out += groups * Width;
      left -= 8 * groups;
    } else {
      const auto run = std::min(8 + static_cast<std::uint32_t>(draw & 63), left);
      out = write_varint(out, 2 * run);
      *out++ = static_cast<std::uint8_t>((draw >> 32) & ((1u << Width) - 1));
      left -= run;
    }
  }
}

// Pages of one encoding, each in a room of the largest one's size.
class Pages {
 public:
  template <class Draw>
  Pages(std::uint64_t seed_value, std::uint64_t count, Draw draw)
      : bytes_(static_cast<std::size_t>(count) * kRoom) {
    for (std::uint64_t page = 0; page < count; ++page) {
      Random random(seed_of_turn(seed_value, page));
      draw(bytes_.data() + page * kRoom, random);
    }
  }
  const std::uint8_t* of_turn(std::uint64_t turn) const { return bytes_.data() + turn * kRoom; }

 private:
  static constexpr std::size_t kRoom = std::size_t{3} * kValues;
  Bytes bytes_;
};

void rle_hybrid(benchmark::State& state) {
  constexpr unsigned kWidth = 6;
  const Turns turns(state, kPages);
  const Pages pages(0x570, turns.count(), draw_hybrid<kWidth>);
  Buffer<std::uint32_t> values(kValues, 192);
  measure(
      state, {kValues, "values"}, turns,
      [&](std::uint64_t turn) {
        const std::uint8_t* in = pages.of_turn(turn);
        opaque(in);
        decode_hybrid<kWidth>(in, values.data(), kValues);
      },
      [&] { return Checksum{Fnv1a64().add(values)}; }, values);
}
BENCHMARK(rle_hybrid)->Name("parquet/rle_hybrid/16384");

// Values are stored without the nulls: each goes to the next place whose level is 1. The number of
// values.
[[gnu::noinline]] std::uint32_t spread(const std::uint32_t* __restrict levels,
                                       const std::int64_t* __restrict dense,
                                       std::int64_t* __restrict out, std::uint32_t places) {
  std::uint32_t next = 0;
  for (std::uint32_t i = 0; i < places; ++i) {
    const std::uint32_t level = levels[i];
    out[i] = level != 0 ? dense[next] : 0;
    next += level;
  }
  return next;
}

// An optional column outside any list: levels of 0 (null) and 1.
void def_levels(benchmark::State& state) {
  const Turns turns(state, kPages);
  const Pages pages(0x571, turns.count(), draw_hybrid<1>);
  const auto dense = random_buffer<std::int64_t>(kValues + 1, seed(0x572), 192);
  Buffer<std::uint32_t> levels(kValues, 384);
  Buffer<std::int64_t> places(kValues, 576);
  std::uint32_t present = 0;
  measure(
      state, {kValues, "values"}, turns,
      [&](std::uint64_t turn) {
        const std::uint8_t* in = pages.of_turn(turn);
        opaque(in);
        decode_hybrid<1>(in, levels.data(), kValues);
        present = spread(levels.data(), dense.data(), places.data(), kValues);
      },
      [&] { return Checksum{Fnv1a64().add(present).add(places)}; }, levels, places);
}
BENCHMARK(def_levels)->Name("parquet/def_levels/16384");

using Unpack = void(const std::uint8_t*, std::uint32_t*);

template <std::size_t... Width>
constexpr std::array<Unpack*, sizeof...(Width)> unpackers(std::index_sequence<Width...>) {
  return {unpack_32<static_cast<unsigned>(Width)>...};
}

constexpr std::uint32_t kMostBits = 20, kBlock = 128, kMiniblocks = 4;
constexpr std::array kUnpackers = unpackers(std::make_index_sequence<kMostBits + 1>());

std::uint64_t read_zigzag(const std::uint8_t*& in) {
  const std::uint64_t value = read_varint(in);
  return value >> 1 ^ (0 - (value & 1));
}

// Each block has its least difference, and four widths; each value is the sum of the differences up
// to it. Writes whole blocks.
[[gnu::noinline]] std::uint32_t decode_deltas(const std::uint8_t* in, std::int64_t* out) {
  read_varint(in);  // sizes of blocks, which are those above
  read_varint(in);
  const auto values = static_cast<std::uint32_t>(read_varint(in));
  std::uint64_t value = read_zigzag(in);
  std::array<std::uint32_t, kBlock / kMiniblocks> deltas;
  out[0] = static_cast<std::int64_t>(value);
  std::uint32_t done = 1;
  while (done < values) {
    const std::uint64_t least = read_zigzag(in);
    const std::uint8_t* widths = in;
    in += kMiniblocks;
    for (std::uint32_t k = 0; k < kMiniblocks; ++k) {
      kUnpackers[widths[k]](in, deltas.data());
      in += std::size_t{4} * widths[k];
      for (const std::uint32_t delta : deltas)
        out[done++] = static_cast<std::int64_t>(value += least + delta);
    }
  }
  return values;
}

void draw_deltas(std::uint8_t* out, Random& random) {
  out = write_varint(out, kBlock);
  out = write_varint(out, kMiniblocks);
  out = write_varint(out, kValues);
  out = write_varint(out, random.next());
  for (std::uint32_t done = 1; done < kValues; done += kBlock) {
    out = write_varint(out, random.next() >> (40 + random.below(20)));
    std::uint8_t* widths = out;
    out += kMiniblocks;
    for (std::uint32_t k = 0; k < kMiniblocks; ++k) {
      const std::uint32_t bits = random.below(kMostBits + 1);
      widths[k] = static_cast<std::uint8_t>(bits);
      fill_bytes({out, std::size_t{4} * bits}, random);
      out += std::size_t{4} * bits;
    }
  }
}

// 512 widths per page, each one of 21, which is four decisions and more.
void delta_bp(benchmark::State& state) {
  const Turns turns(state, kPages);
  const Pages pages(0x573, turns.count(), draw_deltas);
  Buffer<std::int64_t> values(kValues + kBlock, 192);
  std::uint32_t size = 0;
  measure(
      state, {kValues, "values"}, turns,
      [&](std::uint64_t turn) {
        const std::uint8_t* in = pages.of_turn(turn);
        opaque(in);
        size = decode_deltas(in, values.data());
      },
      [&] { return Checksum{Fnv1a64().add(values.span().first(size))}; }, values);
}
BENCHMARK(delta_bp)->Name("parquet/delta_bp/16384");

}  // namespace
}  // namespace assay
