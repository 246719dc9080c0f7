// SPDX-License-Identifier: Apache-2.0
// LZ4 (https://lz4.org) as its users call it: the default compressor, whose table is cleared in
// each call, and the decoder that trusts nothing. lz4_like.cc has our own coder of this format.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "codecs.h"
#include "libraries.h"
#include "sizes.h"
#include "word_blocks.h"

#if ASSAY_HAS_LZ4
#include <lz4.h>
#endif

namespace assay {
namespace {

#if ASSAY_HAS_LZ4
class Lz4 {
 public:
  static constexpr bool kHasReference = false;
  static std::size_t most(std::size_t size) {
    return static_cast<std::size_t>(LZ4_compressBound(static_cast<int>(size)));
  }

  std::size_t compress(Block in, std::span<std::uint8_t> out) {
    return static_cast<std::size_t>(LZ4_compress_default(
        reinterpret_cast<const char*>(in.data()), reinterpret_cast<char*>(out.data()),
        static_cast<int>(in.size()), static_cast<int>(out.size())));
  }

  std::size_t decompress(Block in, std::span<std::uint8_t> out) {
    const int length = LZ4_decompress_safe(
        reinterpret_cast<const char*>(in.data()), reinterpret_cast<char*>(out.data()),
        static_cast<int>(in.size()), static_cast<int>(out.size()));
    return length < 0 ? 0 : static_cast<std::size_t>(length);
  }
};
#else
using Lz4 = NoCodec;
#endif

template <Kind kind>
void lz4_compress(benchmark::State& state) {
  row_if<ASSAY_HAS_LZ4, word_blocks<compress_blocks<Lz4>, kind>>(state);
}

template <Kind kind>
void lz4_decompress(benchmark::State& state) {
  row_if<ASSAY_HAS_LZ4, word_blocks<decompress_blocks<Lz4>, kind>>(state);
}

// Noise is stored, so that decompressing it is a copy.
const std::vector<std::int64_t> kLz4Sizes = {kPageBytes, kLongBytes};
BENCHMARK(lz4_compress<kFew>)
    ->Name("lz4_like/compress/few_words/lib=lz4")
    ->ArgsProduct({kLz4Sizes});
BENCHMARK(lz4_compress<kMany>)
    ->Name("lz4_like/compress/many_words/lib=lz4")
    ->ArgsProduct({kLz4Sizes});
BENCHMARK(lz4_compress<kNoise>)->Name("lz4_like/compress/noise/lib=lz4")->ArgsProduct({kLz4Sizes});
BENCHMARK(lz4_decompress<kFew>)
    ->Name("lz4_like/decompress/few_words/lib=lz4")
    ->ArgsProduct({kLz4Sizes});
BENCHMARK(lz4_decompress<kMany>)
    ->Name("lz4_like/decompress/many_words/lib=lz4")
    ->ArgsProduct({kLz4Sizes});
BENCHMARK(lz4_decompress<kNoise>)
    ->Name("lz4_like/decompress/noise/lib=lz4")
    ->ArgsProduct({kLz4Sizes});

}  // namespace
}  // namespace assay
