// SPDX-License-Identifier: Apache-2.0
// Rows that compress blocks, which come in turn, and decompress them. A codec is a class that holds
// what outlives a call:
//
//   static std::size_t most(std::size_t size);  // bytes that a block of so many may become
//   static constexpr bool kHasReference;        // whether reference.py knows these bytes
//   std::size_t compress(Block in, std::span<std::uint8_t> out);
//   std::size_t decompress(Block in, std::span<std::uint8_t> out);
//
// Both functions return how many bytes they wrote, or 0 where they failed.
//
// What a library compresses to has no reference of another kind, and may differ where words are 32
// bits wide. Its printed checksum is that of a block which was compressed and decompressed; the
// loop's bytes are compared with those of a call outside it. The counter `compressed_bytes` says
// how many bytes the first block becomes.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "report.h"
#include "slices.h"
#include "turns.h"
#include "word_blocks.h"

namespace assay {

// In the place of one whose library was not there: its rows say so, and never call it.
struct NoCodec {
  static constexpr bool kHasReference = false;
  static std::size_t most(std::size_t size) { return size; }
  std::size_t compress(Block, std::span<std::uint8_t>) { return 0; }
  std::size_t decompress(Block, std::span<std::uint8_t>) { return 0; }
};

// One block of `blocks` in each turn.
template <class Codec>
void compress_blocks(benchmark::State& state, Turns& turns, const Bytes& blocks) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Codec codec;
  Bytes compressed(Codec::most(size), 192);
  const std::uint8_t* data = blocks.data();
  const auto pass = [&](std::uint64_t turn) {
    return codec.compress({data + static_cast<std::size_t>(turn) * size, size}, compressed.span());
  };
  std::size_t length = 0;
  poison(compressed);
  for (auto _ : slices(state)) {
    opaque(data);
    length = pass(turns.next());
    used(length);
  }
  const auto checksum_of = [&](std::size_t bytes) {
    return Checksum{Fnv1a64().add(compressed.span().first(bytes))};
  };
  const Checksum left = checksum_of(length);
  poison(compressed);
  const Left loop{left, checksum_of(pass(turns.last_of(passes_done(state))))};
  poison(compressed);
  length = pass(0);
  state.counters["compressed_bytes"] = static_cast<double>(length);
  if (Codec::kHasReference) return report(state, {size, "bytes"}, checksum_of(length), loop);
  Bytes block(size);
  poison(block);
  length = codec.decompress(compressed.span().first(length), block.span());
  report(state, {size, "bytes"}, Checksum{Fnv1a64().add(block.span().first(length))}, loop);
}

// As many blocks as there are turns, compressed before the loop.
template <class Codec>
void decompress_blocks(benchmark::State& state, Turns& turns, const Bytes& blocks) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const auto count = static_cast<std::size_t>(turns.count());
  const std::size_t stride = Codec::most(size);
  Bytes compressed(count * stride);
  std::vector<Block> inputs;
  Codec codec;
  for (std::size_t i = 0; i < count; ++i) {
    const auto to = compressed.span().subspan(i * stride, stride);
    inputs.emplace_back(to.first(codec.compress(blocks.span().subspan(i * size, size), to)));
  }
  Bytes block(size, 192);
  const Block* in = inputs.data();
  const std::span<std::uint8_t> out = block.span();
  std::size_t length = 0;
  in_turns(
      state, {size, "bytes"}, turns, [&] { poison(block); },
      [&](std::uint64_t turn) { length = codec.decompress(in[turn], out); },
      [&] { return Fnv1a64().add(block.span().first(length)); });
}

// `row` is compress_blocks<Codec> or decompress_blocks<Codec>.
template <auto row, Kind kind>
void word_blocks(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, blocks_in_turn(size));
  row(state, turns, make_blocks(kind, size, turns.count()));
}

}  // namespace assay
