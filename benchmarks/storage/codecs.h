// SPDX-License-Identifier: Apache-2.0
// Rows of libraries that compress blocks. A codec is a class that holds what outlives a call:
//
//   static std::size_t most(std::size_t size);   // bytes that a block of so many may become
//   std::size_t compress(Block in, std::span<std::uint8_t> out);
//   std::size_t decompress(Block in, std::span<std::uint8_t> out);
//
// Both return how many bytes they wrote, or 0 where they failed.
//
// What a library compresses to has no reference of another kind, and may differ where words are 32
// bits wide. So the printed checksum is that of a block which was compressed and decompressed; the
// loop's bytes are compared with those of a call outside it.
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
  static std::size_t most(std::size_t size) { return size; }
  std::size_t compress(Block, std::span<std::uint8_t>) { return 0; }
  std::size_t decompress(Block, std::span<std::uint8_t>) { return 0; }
};

template <class Codec, Kind kind>
void compress_blocks(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, blocks_in_turn(size));
  const Bytes blocks = make_blocks(kind, size, static_cast<std::size_t>(turns.count()));
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
  const Checksum left{Fnv1a64().add(compressed.span().first(length))};
  poison(compressed);
  length = pass(turns.last_of(passes_done(state)));
  const Checksum expected{Fnv1a64().add(compressed.span().first(length))};
  Bytes block(size);
  poison(block);
  length = pass(0);
  length = codec.decompress(compressed.span().first(length), block.span());
  report(state, {size, "bytes"}, Checksum{Fnv1a64().add(block.span().first(length))},
         Left{left, expected});
}

template <class Codec, Kind kind>
void decompress_blocks(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, blocks_in_turn(size));
  const auto count = static_cast<std::size_t>(turns.count());
  const Bytes blocks = make_blocks(kind, size, count);
  const std::size_t stride = Codec::most(size);
  Bytes compressed(count * stride);
  std::vector<Block> inputs;
  Codec codec;
  for (std::size_t i = 0; i < count; ++i) {
    const auto to = compressed.span().subspan(i * stride, stride);
    inputs.emplace_back(to.first(codec.compress(blocks.span().subspan(i * size, size), to)));
  }
  Bytes block(size, 192);
  std::size_t length = 0;
  in_turns(
      state, {size, "bytes"}, turns, [&] { poison(block); },
      [&](std::uint64_t turn) {
        length = codec.decompress(inputs[static_cast<std::size_t>(turn)], block.span());
      },
      [&] { return Fnv1a64().add(block.span().first(length)); });
}

}  // namespace assay
