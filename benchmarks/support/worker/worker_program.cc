// SPDX-License-Identifier: Apache-2.0
// Benchmarks of every kind that a worker meets, for worker_test.py. Each counts its passes and its
// frames in the file that ASSAY_WORKER_TRACE names, so that the test knows what was really
// executed.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "checksum.h"
#include "report.h"
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

// Its loop leaves the number of its passes, and must leave no more than 200.
void wrong_in_slices(benchmark::State& state) {
  for (auto _ : assay::slices(state)) pass();
  const std::uint64_t passes = assay::passes_done(state);
  assay::report(
      state, {1, "items"}, assay::Checksum{std::uint64_t{7}},
      assay::Left{assay::Checksum{passes}, assay::Checksum{std::min(passes, std::uint64_t{200})}});
}
BENCHMARK(wrong_in_slices);

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

void returns(benchmark::State& state) {
  for (auto _ : assay::slices(state)) {
    if (++g_passes == 50) return;
  }
}
BENCHMARK(returns);

void goes_on(benchmark::State& state) {
  for (auto _ : assay::slices(state)) {
    if (++g_passes == 50) state.SkipWithError("and goes on");
  }
}
BENCHMARK(goes_on);

void skips(benchmark::State& state) {
  state.SkipWithMessage("not here");
  for (auto _ : assay::slices(state)) pass();
}
BENCHMARK(skips);

void skips_in_plain(benchmark::State& state) {
  for (auto _ : state) {
    if (++g_passes == 50) {
      state.SkipWithMessage("not now");
      break;
    }
  }
}
BENCHMARK(skips_in_plain);

void fixed(benchmark::State& state) {
  for (auto _ : state) pass();
}
BENCHMARK(fixed)->Iterations(10);
BENCHMARK(fixed)->Name("fixed_to_one")->Iterations(1);

void batch(benchmark::State& state) {
  while (state.KeepRunningBatch(1000)) pass();
}
BENCHMARK(batch);

void crashes(benchmark::State& state) {
  for (auto _ : assay::slices(state)) {
    if (++g_passes == 50) std::abort();
  }
}
BENCHMARK(crashes);

}  // namespace
