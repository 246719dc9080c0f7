// SPDX-License-Identifier: Apache-2.0
//
// A Google Benchmark program for regions_test.py: every way into and out of a benchmark's loop.

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <mutex>
#include <numeric>
#include <set>
#include <string>
#include <vector>

// For what a linker makes of PauseTiming and ResumeTiming where it puts them into their callers.
#define private public
#include <benchmark/benchmark.h>
#undef private
#include <thread_timer.h>

namespace {

void sum(benchmark::State& state) {
  std::vector<double> values(1024, 1.5);
  for (auto _ : state) {
    benchmark::DoNotOptimize(values.data());
    benchmark::DoNotOptimize(std::accumulate(values.begin(), values.end(), 0.0));
  }
}
BENCHMARK(sum);

void text(benchmark::State& state) {
  for (auto _ : state) {
    std::string made(100, 'x');
    made += "y";
    benchmark::DoNotOptimize(made.data());
  }
}
BENCHMARK(text);

// The same timed work after a pause of range(0) steps, which must not be counted.
void paused(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    for (std::int64_t i = 0; i < state.range(0); ++i) benchmark::DoNotOptimize(i);
    state.ResumeTiming();
    std::string made(100, 'x');
    benchmark::DoNotOptimize(made.data());
  }
}
BENCHMARK(paused)->Arg(0)->Arg(1000);

void with_inlined_pause(benchmark::State& state) {
  for (auto _ : state) {
    state.timer_->StopTimer();
    state.ResumeTiming();
  }
}
BENCHMARK(with_inlined_pause);

void with_inlined_resume(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    state.timer_->StartTimer();
  }
}
BENCHMARK(with_inlined_resume);

void skipped_without_loop(benchmark::State& state) { state.SkipWithError("no loop"); }
BENCHMARK(skipped_without_loop);

// Google Benchmark begins and ends this loop, with no pass.
void skipped_before_its_loop(benchmark::State& state) {
  state.SkipWithError("no iteration");
  for (auto _ : state) {
  }
}
BENCHMARK(skipped_before_its_loop);

void left_in_its_loop(benchmark::State& state) {
  for (auto _ : state) {
    state.SkipWithError("left");
    break;
  }
}
BENCHMARK(left_in_its_loop);

void keep_running(benchmark::State& state) {
  int n = 0;
  while (state.KeepRunning()) benchmark::DoNotOptimize(++n);
}
BENCHMARK(keep_running);

void keep_running_batch(benchmark::State& state) {
  int n = 0;
  while (state.KeepRunningBatch(10)) benchmark::DoNotOptimize(++n);
}
BENCHMARK(keep_running_batch);

// A child process, whose region must not be reported.
void forks(benchmark::State& state) {
  for (auto _ : state) {
    const pid_t child = fork();
    if (child == 0) _exit(0);
    int status = 0;
    waitpid(child, &status, 0);
  }
}
BENCHMARK(forks)->Iterations(2);

void threads(benchmark::State& state) {
  int n = 0;
  for (auto _ : state) benchmark::DoNotOptimize(++n);
}
BENCHMARK(threads)->Threads(3);

// Guests may close every descriptor they don't know.
void closes_descriptors(benchmark::State& state) {
  for (int file = 3; file < 64; ++file) close(file);
  for (auto _ : state) {
  }
}
BENCHMARK(closes_descriptors);

}  // namespace

BENCHMARK_MAIN();
