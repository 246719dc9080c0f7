// SPDX-License-Identifier: Apache-2.0
#include "record/determinism.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <utility>

namespace assay::record {
namespace {

constexpr double kBounded = 0.005;

constexpr std::array<std::pair<Determinism, std::string_view>, 4> kWords{{
    {Determinism::unknown, "unknown"},
    {Determinism::exact, "exact"},
    {Determinism::bounded, "bounded"},
    {Determinism::nondeterministic, "nondeterministic"},
}};

std::map<std::uint64_t, std::vector<CountSample>> by_iterations(const Samples<EmuCount>& samples) {
  std::map<std::uint64_t, std::vector<CountSample>> groups;
  for (const CountSample& each : samples.values) groups[each.iterations].push_back(each);
  return groups;
}

double spread(std::uint64_t low, std::uint64_t high) {
  if (low == high) return 0;
  if (low == 0) return std::numeric_limits<double>::infinity();
  return static_cast<double>(high - low) / static_cast<double>(low);
}

bool same_counts(const CountSample& a, CountSample b) {
  b.environment_bytes = a.environment_bytes;
  return a == b;
}

}  // namespace

std::string_view to_text(Determinism determinism) {
  return std::ranges::find(kWords, determinism, &decltype(kWords)::value_type::first)->second;
}

Determinism determinism_of(std::string_view word) {
  const auto found = std::ranges::find(kWords, word, &decltype(kWords)::value_type::second);
  return found == kWords.end() ? Determinism::unknown : found->first;
}

Determinism classify(const Samples<EmuCount>& samples) {
  bool repeated = false;
  bool equal = true;
  for (const auto& [iterations, group] : by_iterations(samples)) {
    repeated = repeated || group.size() > 1;
    equal = equal && std::ranges::all_of(group, [&](const CountSample& each) {
              return same_counts(group.front(), each);
            });
  }
  if (!repeated) return Determinism::unknown;
  if (equal) return Determinism::exact;
  return spread(samples) <= kBounded ? Determinism::bounded : Determinism::nondeterministic;
}

Determinism classify(const Samples<Size>& samples) {
  if (samples.values.size() < 2) return Determinism::unknown;
  const double worst = spread(samples);
  if (worst == 0) return Determinism::exact;
  return worst <= kBounded ? Determinism::bounded : Determinism::nondeterministic;
}

bool shrinks(const Samples<EmuCount>& samples, Determinism determinism) {
  const auto [few, many] = std::ranges::minmax(samples.values, {}, &CountSample::iterations);
  std::uint64_t of_few = few.instructions, of_many = many.instructions;
  for (const CountSample& sample : samples.values) {
    if (sample.iterations == few.iterations) of_few = std::min(of_few, sample.instructions);
    if (sample.iterations == many.iterations) of_many = std::max(of_many, sample.instructions);
  }
  if (of_many >= of_few) return false;
  const Samples<EmuCount> as_of_one_n{
      {{.iterations = 1, .instructions = of_few}, {.iterations = 1, .instructions = of_many}}};
  return classify(as_of_one_n) > determinism;
}

double spread(const Samples<EmuCount>& samples) {
  double worst = 0;
  for (const auto& [iterations, group] : by_iterations(samples)) {
    const auto [low, high] = std::ranges::minmax(group, {}, &CountSample::instructions);
    worst = std::max(worst, spread(low.instructions, high.instructions));
  }
  return worst;
}

double spread(const Samples<Size>& samples) {
  if (samples.values.empty()) return 0;
  const auto [low, high] = std::ranges::minmax(samples.values, {}, &SizeSample::bytes);
  return spread(low.bytes, high.bytes);
}

}  // namespace assay::record
