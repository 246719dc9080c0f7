// SPDX-License-Identifier: Apache-2.0
// Where booting ends: the harness counts what the machine has done until this benchmark begins.
#include <benchmark/benchmark.h>

#include "slices.h"

namespace assay {

void first_benchmark(benchmark::State& state) {
  for (auto _ : slices(state)) benchmark::ClobberMemory();
}
BENCHMARK(first_benchmark);

}  // namespace assay
