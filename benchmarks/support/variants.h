// SPDX-License-Identifier: Apache-2.0
// For headers of VARIANTS (suite.cmake), each of which is compiled once for each variant of its
// kernels. In the variant of HIGHWAY the macro ASSAY_HIGHWAY is defined, and USES_HIGHWAY is 1: its
// kernels are written with Highway (https://google.github.io/highway), which then has one target,
// the best that the flags allow. USES_HIGHWAY is 0 there, and the plain kernels are compiled, where
// its source was not there, and where it has no vectors for the compiler and its flags: the rows
// exist and say so.
#pragma once

#include <benchmark/benchmark.h>

#include <string>

#include "libraries.h"

#if defined(ASSAY_HIGHWAY) && ASSAY_HAS_HIGHWAY
#define HWY_COMPILE_ONLY_STATIC
#define HWY_DISABLE_PCLMUL_AES  // which x86-64-v2 and v3 don't promise, and no kernel needs
#include <hwy/highway.h>
#define USES_HIGHWAY (HWY_TARGET != HWY_EMU128 && HWY_TARGET != HWY_SCALAR)
#else
#define USES_HIGHWAY 0
#endif

namespace assay::ASSAY_VARIANT {
namespace {

#if USES_HIGHWAY
namespace hn = hwy::HWY_NAMESPACE;
#endif

// BENCHMARK(variant<q6_filter_sum>)->Name("q6_filter_sum/" ASSAY_VARIANT_NAME "/65536"): what every
// row of such a header is registered as. A counter names the target of Highway and has the bytes of
// a vector.
template <auto kBenchmark>
void variant(benchmark::State& state) {
#if USES_HIGHWAY
  const auto bytes = static_cast<double>(hn::Lanes(hn::ScalableTag<unsigned char>()));
  state.counters["highway_" + std::string(hwy::TargetName(HWY_TARGET))] = bytes;
  kBenchmark(state);
#elif defined(ASSAY_HIGHWAY) && ASSAY_HAS_HIGHWAY
  state.SkipWithMessage("unavailable: no-vector-target: Highway has no vectors for these flags");
#elif defined(ASSAY_HIGHWAY)
  row_if<false, kBenchmark>(state);
#else
  kBenchmark(state);
#endif
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
