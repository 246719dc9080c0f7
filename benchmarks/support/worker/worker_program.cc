// SPDX-License-Identifier: Apache-2.0
// Benchmarks of every kind that a worker meets, for worker_test.py. Each counts its passes and its
// frames in the file that ASSAY_WORKER_TRACE names, so that the test knows what was really
// executed.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "slices.h"

namespace {

std::int64_t g_passes = 0;
std::int64_t g_frames = 0;

void trace() {
  if (const char* const name = std::getenv("ASSAY_WORKER_TRACE")) {
    if (std::FILE* const file = std::fopen(name, "w")) {
      std::fprintf(file, "%lld %lld\n", static_cast<long long>(g_frames),
                   static_cast<long long>(g_passes));
      std::fclose(file);
    }
  }
}

// The trace is written at the end of the frame and, for a worker that is killed, every 100 passes.
void pass() {
  if (++g_passes % 100 == 0) trace();
}

void in_slices(benchmark::State& state) {
  ++g_frames;
  for (auto _ : assay::slices(state)) pass();
  trace();
}
BENCHMARK(in_slices);

void plain(benchmark::State& state) {
  ++g_frames;
  for (auto _ : state) pass();
  trace();
}
BENCHMARK(plain);

void paused(benchmark::State& state) {
  ++g_frames;
  for (auto _ : state) {
    state.PauseTiming();
    pass();
    state.ResumeTiming();
  }
}
BENCHMARK(paused);

void threaded(benchmark::State& state) {
  for (auto _ : assay::slices(state)) benchmark::ClobberMemory();
}
BENCHMARK(threaded)->Threads(2);

void leaves(benchmark::State& state) {
  for (auto _ : assay::slices(state)) {
    if (++g_passes == 50) {
      state.SkipWithError("enough");
      break;
    }
  }
}
BENCHMARK(leaves);

void crashes(benchmark::State& state) {
  for (auto _ : assay::slices(state)) {
    if (++g_passes == 50) std::abort();
  }
}
BENCHMARK(crashes);

}  // namespace
