// SPDX-License-Identifier: Apache-2.0
// A Google Benchmark program for the tests of this room: what benchmarks do well, and everything
// that they may do wrong. Each name says which.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

void work(benchmark::State& state) {
  const std::int64_t steps = state.range(0);
  std::uint64_t sum = 0;
  for (auto _ : state) {
    for (std::int64_t i = 0; i < steps; ++i) benchmark::DoNotOptimize(sum += 3);
  }
  state.SetItemsProcessed(state.iterations() * steps);
  state.SetLabel("checksum=17");
}
BENCHMARK(work)->Name("good/short")->Arg(8);
BENCHMARK(work)->Name("good/middle")->Arg(1000);
BENCHMARK(work)->Name("good/long")->Arg(30000);
BENCHMARK(work)->Name("odd/fixed")->Arg(10)->Iterations(5);
BENCHMARK(work)->Name("odd/repeated")->Arg(10)->Repetitions(2);
BENCHMARK(work)->Name("odd/twice")->Arg(10);
BENCHMARK(work)->Name("odd/twice")->Arg(10);
BENCHMARK(work)->Name("odd/threads")->Arg(10)->Threads(2);
BENCHMARK(work)->Name("warm/up")->Arg(10)->MinTime(0.001)->MinWarmUpTime(0.001);
BENCHMARK(work)->Name("aggregates/only")->Arg(10)->Repetitions(2)->ReportAggregatesOnly();

void nothing(const benchmark::State&) {}
BENCHMARK(work)->Name("setup/teardown")->Arg(10)->Setup(nothing)->Teardown(nothing);

// Names as the library gives them to benchmarks with settings that these don't have.
BENCHMARK(work)->Name("named")->ArgName("threads")->Arg(10);
BENCHMARK(work)->Name("named")->ArgName("repeats")->Arg(10);

void batch(benchmark::State& state) {
  std::uint64_t sum = 0;
  while (state.KeepRunningBatch(10)) {
    for (int i = 0; i < 10; ++i) benchmark::DoNotOptimize(sum += 3);
  }
}
BENCHMARK(batch)->Name("odd/batch");

// Real time is what no emulator repeats: another number of steps in each process.
void clock(benchmark::State& state) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const auto steps = 1000 + now / std::chrono::nanoseconds(1) % 100'003;
  std::uint64_t sum = 0;
  for (auto _ : state) {
    for (std::int64_t i = 0; i < steps; ++i) benchmark::DoNotOptimize(sum += 3);
  }
}
BENCHMARK(clock)->Name("odd/clock");

// The same timed work after a pause of range(0) steps.
void paused(benchmark::State& state) {
  std::uint64_t sum = 0;
  for (auto _ : state) {
    state.PauseTiming();
    for (std::int64_t i = 0; i < state.range(0); ++i) benchmark::DoNotOptimize(sum += 5);
    state.ResumeTiming();
    for (int i = 0; i < 1000; ++i) benchmark::DoNotOptimize(sum += 3);
  }
}
BENCHMARK(paused)->Name("paused/for")->Arg(10)->Arg(5000);

void rubbish(benchmark::State& state) {
  for (auto _ : state) std::puts("\x1b[2J{\"benchmarks\": [ \xff\xfe");
  for (int i = 0; i < 100000; ++i) std::fputs("}]rubbish", stdout);
}
BENCHMARK(rubbish)->Name("odd/rubbish");

void error(benchmark::State& state) {
  state.SkipWithError("no such device");
  for (auto _ : state) {
  }
}
BENCHMARK(error)->Name("bad/error");

void left(benchmark::State& state) {
  for (auto _ : state) {
    state.SkipWithError("left early");
    break;
  }
}
BENCHMARK(left)->Name("bad/left");

void segv(benchmark::State& state) {
  for (auto _ : state) std::raise(SIGSEGV);
}
BENCHMARK(segv)->Name("bad/segv");

void ill(benchmark::State& state) {
  for (auto _ : state) {
#if defined(__x86_64__)
    asm volatile("ud2");
#else
    asm volatile(".word 0");  // A64 calls it udf, RV64C twice unimp; LA64 and A32 have none
#endif
  }
}
BENCHMARK(ill)->Name("bad/ill");

void exits(benchmark::State& state) {
  for (auto _ : state) std::_Exit(0);
}
BENCHMARK(exits)->Name("bad/exit");

void hangs(benchmark::State& state) {
  for (auto _ : state) sleep(1000);
}
BENCHMARK(hangs)->Name("bad/hang");

void eats(benchmark::State& state) {
  std::vector<std::string> eaten;
  for (auto _ : state) {
    for (int i = 0; i < 4096; ++i) eaten.emplace_back(1 << 20, 'x');
    sleep(1000);
  }
}
BENCHMARK(eats)->Name("bad/memory");

BENCHMARK(work)->Name("good/last")->Arg(9);

}  // namespace

BENCHMARK_MAIN();
