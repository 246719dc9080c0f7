// SPDX-License-Identifier: Apache-2.0
// Zstandard (RFC 8878, https://zstd.net) at levels 1 and 3, as file systems use it: one frame for a
// block, and contexts that are made once.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "codecs.h"
#include "data.h"
#include "libraries.h"
#include "sizes.h"
#include "word_blocks.h"

#if ASSAY_HAS_ZSTD
#define ZSTD_STATIC_LINKING_ONLY  // for contexts in memory of ours
#include <zstd.h>
#endif

namespace assay {
namespace {

#if ASSAY_HAS_ZSTD
template <int level>
class Zstd {
 public:
  static constexpr bool kHasReference = false;
  static std::size_t most(std::size_t size) { return ZSTD_compressBound(size); }

  std::size_t compress(Block in, std::span<std::uint8_t> out) {
    return length_of(
        ZSTD_compressCCtx(compressor_, out.data(), out.size(), in.data(), in.size(), level));
  }

  std::size_t decompress(Block in, std::span<std::uint8_t> out) {
    return length_of(
        ZSTD_decompressDCtx(decompressor_, out.data(), out.size(), in.data(), in.size()));
  }

 private:
  static std::size_t length_of(std::size_t result) { return ZSTD_isError(result) ? 0 : result; }

  // Buffers, so that tables are at the same addresses in every process.
  Bytes compressor_memory_{ZSTD_estimateCCtxSize(level), 256};
  Bytes decompressor_memory_{ZSTD_estimateDCtxSize(), 320};
  ZSTD_CCtx* compressor_ =
      ZSTD_initStaticCCtx(compressor_memory_.data(), compressor_memory_.size());
  ZSTD_DCtx* decompressor_ =
      ZSTD_initStaticDCtx(decompressor_memory_.data(), decompressor_memory_.size());
};
#else
template <int level>
using Zstd = NoCodec;
#endif

template <int level, Kind kind>
void zstd_compress(benchmark::State& state) {
  row_if<ASSAY_HAS_ZSTD, word_blocks<compress_blocks<Zstd<level>>, kind>>(state);
}

template <int level, Kind kind>
void zstd_decompress(benchmark::State& state) {
  row_if<ASSAY_HAS_ZSTD, word_blocks<decompress_blocks<Zstd<level>>, kind>>(state);
}

// Noise is stored, so that decompressing it is a copy.
const std::vector<std::int64_t> kZstdSizes = {kPageBytes, kLongBytes};
BENCHMARK(zstd_compress<1, kFew>)
    ->Name("zstd1/compress/few_words/lib=zstd")
    ->ArgsProduct({kZstdSizes});
BENCHMARK(zstd_compress<1, kMany>)
    ->Name("zstd1/compress/many_words/lib=zstd")
    ->ArgsProduct({kZstdSizes});
BENCHMARK(zstd_compress<1, kNoise>)
    ->Name("zstd1/compress/noise/lib=zstd")
    ->ArgsProduct({kZstdSizes});
BENCHMARK(zstd_decompress<1, kFew>)
    ->Name("zstd1/decompress/few_words/lib=zstd")
    ->ArgsProduct({kZstdSizes});
BENCHMARK(zstd_decompress<1, kMany>)
    ->Name("zstd1/decompress/many_words/lib=zstd")
    ->ArgsProduct({kZstdSizes});
BENCHMARK(zstd_decompress<1, kNoise>)
    ->Name("zstd1/decompress/noise/lib=zstd")
    ->ArgsProduct({kZstdSizes});
BENCHMARK(zstd_compress<3, kFew>)
    ->Name("zstd3/compress/few_words/lib=zstd")
    ->ArgsProduct({kZstdSizes});
BENCHMARK(zstd_compress<3, kMany>)
    ->Name("zstd3/compress/many_words/lib=zstd")
    ->ArgsProduct({kZstdSizes});
BENCHMARK(zstd_compress<3, kNoise>)
    ->Name("zstd3/compress/noise/lib=zstd")
    ->ArgsProduct({kZstdSizes});
BENCHMARK(zstd_decompress<3, kFew>)
    ->Name("zstd3/decompress/few_words/lib=zstd")
    ->ArgsProduct({kZstdSizes});
BENCHMARK(zstd_decompress<3, kMany>)
    ->Name("zstd3/decompress/many_words/lib=zstd")
    ->ArgsProduct({kZstdSizes});
BENCHMARK(zstd_decompress<3, kNoise>)
    ->Name("zstd3/decompress/noise/lib=zstd")
    ->ArgsProduct({kZstdSizes});

}  // namespace
}  // namespace assay
