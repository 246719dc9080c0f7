// SPDX-License-Identifier: Apache-2.0
// math.h, in double and float. A pass calls the function for 64 inputs. What IEEE 754
// defines to the last bit (sqrt, fma, fmod, rounding) is checked by its bits. Of the others a
// weighted sum of magnitudes is checked, to a tolerance of some units in the last place.
#include <math.h>

#include <array>
#include <bit>
#include <cmath>
#include <concepts>
#include <span>
#include <string>

#include "calls.h"

namespace assay {
namespace {

// Inputs are at least `low` and less than `high`.
struct Range {
  std::int32_t low, high;
};

// Multiples of 2^-16, of 2^-10 in wide ranges: 24 bits at most, so that float has the same inputs.
constexpr std::size_t kInputs = 512;
template <class Real>
using Inputs = std::array<Real, kInputs>;
template <class Real>
using Results = std::array<Real, kCalls>;

template <class Real>
Inputs<Real> inputs(Random& random, Range range) {
  const auto width = static_cast<std::uint32_t>(range.high - range.low);
  const std::uint32_t steps = width > 128 ? 1024 : 65536;
  Inputs<Real> values{};
  for (Real& value : values)
    value = static_cast<Real>(range.low + random.below(width * steps) / static_cast<double>(steps));
  return values;
}

std::uint32_t bits_of(float value) { return std::bit_cast<std::uint32_t>(value); }
std::uint64_t bits_of(double value) { return std::bit_cast<std::uint64_t>(value); }

// Nothing cancels in a sum of magnitudes: its relative error stays that of one result. The weights
// know the place of each result and its sign.
template <class Real>
Checksum sum_of(const Results<Real>& results) {
  double sum = 0;
  for (std::size_t i = 0; i < kCalls; ++i) {
    const auto result = static_cast<double>(results[i]);
    sum += static_cast<double>(i + 1 + (result < 0 ? kCalls : 0)) * std::fabs(result);
  }
  return Checksum(sum);
}

template <class Real>
Checksum bits_in(const Results<Real>& results) {
  Fnv1a64 hash;
  for (const Real result : results) hash.add(bits_of(result));
  return Checksum(hash);
}

enum class Checked { sum, bits };

// Which inputs a pass takes. Functions that compilers replace by instructions have the same ones in
// each pass, one after the other, so that the loop may become one of vectors: there is nothing in
// them to predict.
enum class Taken { in_turn, the_same };

template <Taken kTaken, class Real, class Function>
void run(benchmark::State& state, Checked checked, Function function) {
  Results<Real> results{};
  Real* place = results.data();
  opaque(place);
  Turns turns(state, kTaken == Taken::in_turn ? kTurns : 1);
  const auto pass = [&](std::uint64_t turn) {
    if constexpr (kTaken == Taken::the_same) {
      for (std::size_t i = 0; i < kCalls; ++i) place[i] = function(i);
    } else {
      Places taken(turn, kInputs);
      for (std::size_t i = 0; i < kCalls; ++i) place[i] = function(taken.next());
    }
  };
  const auto checksum = [&] {
    return checked == Checked::sum ? sum_of(results) : bits_in(results);
  };
  pass(0);
  const Checksum first = checksum();
  poison(std::span<Real>(results));
  for (auto _ : slices(state)) {
    pass(turns.next());
    benchmark::ClobberMemory();
  }
  const Checksum found = checksum();
  poison(std::span<Real>(results));
  pass(turns.last_of(passes_done(state)));
  report(state, kCallsEach, first, Left{found, checksum()});
}

// A function of the C library, in double and float, through a pointer that nobody knows.
template <class Double, class Float>
class Called {
 public:
  Called(Double* in_double, Float* in_float) : in_double_(in_double), in_float_(in_float) {
    opaque(in_double_);
    opaque(in_float_);
  }
  template <class... Real>
  auto operator()(Real... x) const {
    if constexpr ((std::same_as<Real, double> && ...)) {
      return in_double_(x...);
    } else {
      return in_float_(x...);
    }
  }

 private:
  Double* in_double_;
  Float* in_float_;
};

// Registers math/NAME/f64 and math/NAME/f32. Each row has its own seed; float and double share it.
template <class Run>
void both_types(const std::string& name, Run run_with) {
  benchmark::RegisterBenchmark("math/" + name + "/f64",
                               [=](benchmark::State& state) { run_with(state, double{}); });
  benchmark::RegisterBenchmark("math/" + name + "/f32",
                               [=](benchmark::State& state) { run_with(state, float{}); });
}

template <Taken kTaken = Taken::in_turn, class Function>
void unary(Checked checked, const std::string& name, std::uint64_t k, Range range,
           Function function) {
  both_types(name, [=]<class Real>(benchmark::State& state, Real) {
    Random random(seed(k));
    const auto x = inputs<Real>(random, range);
    const Real* at = x.data();
    opaque(at);
    run<kTaken, Real>(state, checked, [=](std::size_t i) { return function(at[i]); });
  });
}

template <class Function>
void binary(Checked checked, const std::string& name, std::uint64_t k, Range first, Range second,
            Function function) {
  both_types(name, [=]<class Real>(benchmark::State& state, Real) {
    Random random(seed(k));
    const auto x = inputs<Real>(random, first);
    const auto y = inputs<Real>(random, second);
    const Real *at = x.data(), *and_at = y.data();
    opaque(at);
    opaque(and_at);
    run<Taken::in_turn, Real>(state, checked,
                              [=](std::size_t i) { return function(at[i], and_at[i]); });
  });
}

// x * y + z in one rounding; without the instruction, a call of some hundred instructions.
template <Taken kTaken, class Function>
void fused(const std::string& name, Function function) {
  both_types(name, [=]<class Real>(benchmark::State& state, Real) {
    Random random(seed(0x3a8));
    const auto x = inputs<Real>(random, {-8, 8});
    const auto y = inputs<Real>(random, {-8, 8});
    const auto z = inputs<Real>(random, {-64, 64});
    const Real *at = x.data(), *times = y.data(), *plus = z.data();
    opaque(at);
    opaque(times);
    opaque(plus);
    run<kTaken, Real>(state, Checked::bits,
                      [=](std::size_t i) { return function(at[i], times[i], plus[i]); });
  });
}

// What some compiler replaces by instructions for some target: a row of the compiler's, which calls
// where it has none, and a row `_call` of the C library's.
void register_roundings() {
  constexpr auto kBits = Checked::bits;
  constexpr auto kSame = Taken::the_same;
  using Double = double(double);
  using Float = float(float);
  const auto called = [](Double* in_double, Float* in_float) {
    return Called<Double, Float>(in_double, in_float);
  };
  constexpr Range kSmall{-64, 64};
  constexpr Range kRoots{0, 4096};
  unary<kSame>(kBits, "sqrt", 0x3a0, kRoots, [](auto x) { return std::sqrt(x); });
  unary(kBits, "sqrt_call", 0x3a0, kRoots, called(::sqrt, ::sqrtf));
  unary<kSame>(kBits, "floor", 0x3a1, kSmall, [](auto x) { return std::floor(x); });
  unary(kBits, "floor_call", 0x3a1, kSmall, called(::floor, ::floorf));
  unary<kSame>(kBits, "round", 0x3a2, kSmall, [](auto x) { return std::round(x); });
  unary(kBits, "round_call", 0x3a2, kSmall, called(::round, ::roundf));
  unary<kSame>(kBits, "rint", 0x3a3, kSmall, [](auto x) { return std::rint(x); });
  unary(kBits, "rint_call", 0x3a3, kSmall, called(::rint, ::rintf));
  fused<kSame>("fma", [](auto x, auto y, auto z) { return std::fma(x, y, z); });
  fused<Taken::in_turn>(
      "fma_call",
      Called<double(double, double, double), float(float, float, float)>(::fma, ::fmaf));
}

[[maybe_unused]] const bool kRegistered = [] {
  constexpr auto kSum = Checked::sum;
  constexpr auto kBits = Checked::bits;
  unary(kSum, "sin", 0x380, {-8, 8}, [](auto x) { return std::sin(x); });
  unary(kSum, "cos", 0x381, {-8, 8}, [](auto x) { return std::cos(x); });
  unary(kSum, "tan", 0x382, {-1, 1}, [](auto x) { return std::tan(x); });
  unary(kSum, "asin", 0x383, {-1, 1}, [](auto x) { return std::asin(x); });
  unary(kSum, "atan", 0x384, {-8, 8}, [](auto x) { return std::atan(x); });
  unary(kSum, "exp", 0x385, {-8, 8}, [](auto x) { return std::exp(x); });
  unary(kSum, "exp2", 0x386, {-8, 8}, [](auto x) { return std::exp2(x); });
  unary(kSum, "log", 0x387, {2, 64}, [](auto x) { return std::log(x); });
  unary(kSum, "log2", 0x388, {2, 64}, [](auto x) { return std::log2(x); });
  unary(kSum, "log10", 0x389, {2, 64}, [](auto x) { return std::log10(x); });
  unary(kSum, "cbrt", 0x38a, {-64, 64}, [](auto x) { return std::cbrt(x); });
  unary(kSum, "tanh", 0x38b, {-4, 4}, [](auto x) { return std::tanh(x); });
  unary(kSum, "erf", 0x38c, {-3, 3}, [](auto x) { return std::erf(x); });
  unary(kSum, "tgamma", 0x38d, {1, 10}, [](auto x) { return std::tgamma(x); });
  // Writes the sign of gamma into a variable of the C library; lgamma_r is not in C++.
  unary(kSum, "lgamma", 0x38e, {3, 20}, [](auto x) { return std::lgamma(x); });
  unary(kSum, "log1p", 0x38f, {0, 8}, [](auto x) { return std::log1p(x); });
  unary(kSum, "expm1", 0x390, {-4, 4}, [](auto x) { return std::expm1(x); });
  binary(kSum, "pow", 0x391, {1, 8}, {-4, 4}, [](auto x, auto y) { return std::pow(x, y); });
  binary(kSum, "atan2", 0x392, {-8, 8}, {1, 8}, [](auto x, auto y) { return std::atan2(x, y); });
  binary(kSum, "hypot", 0x393, {-64, 64}, {-64, 64},
         [](auto x, auto y) { return std::hypot(x, y); });
  unary(kBits, "ldexp", 0x3a4, {-64, 64}, [](auto x) { return std::ldexp(x, 5); });
  binary(kBits, "fmod", 0x3a5, {-4096, 4096}, {1, 8},
         [](auto x, auto y) { return std::fmod(x, y); });
  binary(kBits, "remainder", 0x3a6, {-4096, 4096}, {1, 8},
         [](auto x, auto y) { return std::remainder(x, y); });
  register_roundings();
  return true;
}();

}  // namespace
}  // namespace assay
