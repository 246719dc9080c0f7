// SPDX-License-Identifier: Apache-2.0
// How the operators are checked. Outputs are compared with a direct definition in double, once and
// outside the timed loop: all of them, but of the large shapes every n-th, so that a comparison
// takes at most some 17 million terms. The rule is that of cann-bench (the precision comparison of
// Huawei's operator benchmark): the mean of the relative errors is below a threshold, the largest
// below ten times that. A miss ends the benchmark with the error `inaccurate`.
//
// The printed checksum has 64 outputs at fixed places, and the sum of all outputs where the shape
// is small.
#pragma once

#include <benchmark/benchmark.h>

#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>

#include "checksum.h"
#include "data.h"
#include "inputs.h"
#include "passes.h"
#include "report.h"
#include "slices.h"
#include "turns.h"

namespace assay {

inline constexpr double kF32Threshold = 0x1p-13, kBf16Threshold = 0x1p-7;

// What a direct definition needs for one output, and how near the output must be to it.
struct Rule {
  std::size_t terms;
  double threshold;
};

// An output by its definition. The magnitude is the sum of the magnitudes of its terms: where the
// value is less than 1/16 of it, terms have cancelled, and the error is divided by the magnitude.
struct Exact {
  double value, magnitude;
};
inline Exact without_cancellation(double value) { return {value, std::abs(value)}; }

class Accuracy {
 public:
  explicit Accuracy(double threshold) : threshold_(threshold) {}

  void add(double found, const Exact& exact) {
    const double apart = std::abs(found - exact.value);
    const bool cancelled = std::abs(exact.value) < exact.magnitude / 16;
    const double scale = cancelled ? exact.magnitude : std::abs(exact.value);
    // cann-bench: tiny values (below 2^-14 for f32) have an absolute limit instead.
    const bool tiny = !cancelled && scale < 0.5 * threshold_;
    const double error = tiny ? (apart <= 0x1p-30 ? 0.0 : 1.0) : apart / scale;
    if (!(error < 10 * threshold_)) ++misses_;  // NaN is one
    sum_ += error;
    ++count_;
  }

  // Empty if the rule is kept.
  std::string fault() const {
    const double mean = sum_ / static_cast<double>(count_);
    if (misses_ == 0 && mean < threshold_) return {};
    return "inaccurate: " + std::to_string(misses_) + " of " + std::to_string(count_) +
           " outputs beyond the limit, mean relative error " + std::to_string(mean);
  }

 private:
  double threshold_, sum_ = 0.0;
  std::size_t misses_ = 0, count_ = 0;
};

inline constexpr std::size_t kPlaces = 64;

// Evenly spread, the first and the last output among them.
inline std::size_t place_of(std::size_t i, std::size_t outputs) {
  return static_cast<std::size_t>(std::uint64_t{i} * (outputs - 1) / (kPlaces - 1));
}

// So few terms that reference.py computes all outputs.
inline bool is_small(std::size_t outputs, const Rule& rule) {
  return std::uint64_t{outputs} * rule.terms <= std::uint64_t{1} << 19;
}

inline std::size_t comparison_step(std::size_t outputs, const Rule& rule) {
  constexpr std::uint64_t kMostTerms = std::uint64_t{1} << 24;
  const std::uint64_t terms = std::uint64_t{outputs} * rule.terms;
  return terms <= kMostTerms ? 1 : static_cast<std::size_t>(terms / kMostTerms) | 1;
}

template <std::integral T>
Checksum every(const Buffer<T>& outputs) {
  return Checksum{Fnv1a64().add(outputs)};
}
template <class T>
Checksum every(const Buffer<T>& outputs) {
  WeightedSum sum;
  for (const T output : outputs) sum.add(static_cast<double>(widened(output)));
  return Checksum{sum};
}

template <std::integral T>
Checksum shown(const Buffer<T>& outputs, const Rule& rule) {
  if (is_small(outputs.size(), rule)) return every(outputs);
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kPlaces; ++i) hash.add(outputs[place_of(i, outputs.size())]);
  return Checksum{hash};
}
// The sum is scaled to that of 64 outputs.
template <class T>
Checksum shown(const Buffer<T>& outputs, const Rule& rule) {
  WeightedSum sum;
  for (std::size_t i = 0; i < kPlaces; ++i) {
    sum.add(static_cast<double>(widened(outputs[place_of(i, outputs.size())])));
  }
  if (is_small(outputs.size(), rule)) {
    double all = 0.0;
    for (const T output : outputs) all += static_cast<double>(widened(output));
    sum.add(all * static_cast<double>(kPlaces) / static_cast<double>(outputs.size()));
  }
  return Checksum{sum};
}

inline Checksum hash_of(const Buffer<std::int8_t>& outputs) { return every(outputs); }
// Exact floats are hashed by their bits.
inline Checksum bits_of(const Buffer<float>& outputs) {
  Fnv1a64 hash;
  for (const float output : outputs) hash.add(std::bit_cast<std::uint32_t>(output));
  return Checksum{hash};
}

template <class T, class Definition>
std::string fault_of(const Buffer<T>& outputs, const Rule& rule, const Definition& definition) {
  Accuracy accuracy(rule.threshold);
  const std::size_t step = comparison_step(outputs.size(), rule);
  for (std::size_t i = 0; i < outputs.size(); i += step) {
    accuracy.add(static_cast<double>(widened(outputs[i])), definition(i));
  }
  return accuracy.fault();
}
// Integers are equal to their definition.
template <std::integral T, class Definition>
std::string fault_of(const Buffer<T>& outputs, const Rule& rule, const Definition& definition) {
  const std::size_t step = comparison_step(outputs.size(), rule);
  for (std::size_t i = 0; i < outputs.size(); i += step) {
    if (outputs[i] != definition(i)) return "inaccurate: output " + std::to_string(i);
  }
  return {};
}

// A whole benchmark: `pass` makes the outputs, `definition` gives output i.
template <class T, class Pass, class Definition>
void run(benchmark::State& state, const Work& work, Buffer<T>& outputs, const Rule& rule, Pass pass,
         Definition definition) {
  poison(outputs);
  for (auto _ : slices(state)) {
    pass();
    benchmark::ClobberMemory();
  }
  const Checksum left = every(outputs);
  poison(outputs);
  pass();
  const std::string fault = fault_of(outputs, rule, definition);
  report(state, work, shown(outputs, rule), Left{left, every(outputs)});
  if (!fault.empty()) state.SkipWithError(fault.c_str());
}

// Likewise with inputs in turn: `pass` makes the outputs of one, `definition` is of the first.
template <class T, class Pass, class Definition>
void run_in_turns(benchmark::State& state, const Work& work, Turns turns, Buffer<T>& outputs,
                  const Rule& rule, Pass pass, Definition definition) {
  poison(outputs);
  for (auto _ : slices(state)) {
    pass(turns.next());
    benchmark::ClobberMemory();
  }
  const Checksum left = every(outputs);
  const auto make = [&](std::uint64_t turn) {
    poison(outputs);
    pass(turn);
    return every(outputs);
  };
  const Left loop{left, make(turns.last_of(passes_done(state)))};
  make(0);
  const std::string fault = fault_of(outputs, rule, definition);
  report(state, work, shown(outputs, rule), loop);
  if (!fault.empty()) state.SkipWithError(fault.c_str());
}

// Outputs that are the same bits on every target; `checksum_of` reads all of them.
template <class T, class Pass, class ChecksumOf>
void run_exact(benchmark::State& state, const Work& work, Buffer<T>& outputs, Pass pass,
               ChecksumOf checksum_of) {
  on_one_input(state, work, [&] { poison(outputs); }, pass, [&] { return checksum_of(outputs); });
}

// The n-th number of a shape in the benchmark's name.
inline std::size_t extent(const benchmark::State& state, std::size_t n) {
  return static_cast<std::size_t>(state.range(n));
}

}  // namespace assay
