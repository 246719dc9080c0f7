// SPDX-License-Identifier: Apache-2.0
// xxHash (https://xxhash.com) as the fingerprint of a block: XXH64, which computes with 64-bit
// words, and XXH3, which has vector code for x86 and Arm and chooses it by the compiler's flags.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "checksum.h"
#include "data.h"
#include "libraries.h"
#include "opaque.h"
#include "report.h"
#include "sizes.h"
#include "slices.h"

#if ASSAY_HAS_XXHASH
#define XXH_INLINE_ALL
#include <xxhash.h>
static_assert(XXH_VERSION_NUMBER >= 800, "LZ4's own xxhash.h came first: see CMakeLists.txt");
#endif

namespace assay {
namespace {

#if ASSAY_HAS_XXHASH
[[gnu::noinline]] std::uint64_t xxh64(const std::uint8_t* data, std::size_t size) {
  return XXH64(data, size, 0);
}

[[gnu::noinline]] std::uint64_t xxh3(const std::uint8_t* data, std::size_t size) {
  return XXH3_64bits(data, size);
}

// A counter names the code that was compiled, and has the bytes of a vector.
void tell_vectors(benchmark::State& state) {
  struct Kind {
    const char* name;
    double bytes;
  };
  constexpr Kind kKinds[] = {{"scalar", 8},  {"SSE2", 16}, {"AVX2", 32},
                             {"AVX512", 64}, {"NEON", 16}, {"VSX", 16}};  // as XXH_VECTOR_TYPE
  const Kind& kind = kKinds[XXH_VECTOR];
  state.counters[std::string("xxhash_") + kind.name] = kind.bytes;
}
#else
std::uint64_t xxh64(const std::uint8_t*, std::size_t) { return 0; }
std::uint64_t xxh3(const std::uint8_t*, std::size_t) { return 0; }
void tell_vectors(benchmark::State&) {}
#endif

template <auto hash_of>
void fingerprint(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const Bytes bytes = random_bytes(size, seed(0x0a0));
  const std::uint8_t* data = bytes.data();
  std::uint64_t sum = 0, last = 0;
  for (auto _ : slices(state, KeepLast(sum, last))) {
    opaque(data);
    sum += hash_of(data, size);
  }
  const std::uint64_t hash = hash_of(data, size);
  report(state, {size, "bytes"}, Checksum{hash},
         Left{Checksum{last}, Checksum{passes_done(state) * hash}});
}

void xxh3_row(benchmark::State& state) {
  tell_vectors(state);
  fingerprint<xxh3>(state);
}

BENCHMARK(row_if<ASSAY_HAS_XXHASH, fingerprint<xxh64>>)
    ->Name("hash/xxh64/lib=xxhash")
    ->Arg(kPageBytes)
    ->Arg(kLongBytes);
BENCHMARK(row_if<ASSAY_HAS_XXHASH, xxh3_row>)
    ->Name("hash/xxh3_64/lib=xxhash")
    ->Arg(kPageBytes)
    ->Arg(kLongBytes);

}  // namespace
}  // namespace assay
