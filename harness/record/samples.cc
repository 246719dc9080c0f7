// SPDX-License-Identifier: Apache-2.0
#include "record/samples.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "record/determinism.h"
#include "stats/order.h"
#include "stats/wide.h"

namespace assay::record {
namespace {

using stats::Wide;  // sums of counts times a number of samples exceed 64 bits

// Lowest terms. Real counts always fit; what a hostile record makes of it is rounded until it does.
Fraction fraction(Wide numerator, Wide denominator) {
  const Wide size = numerator < 0 ? -numerator : numerator;
  Wide a = size, b = denominator;
  while (b != 0) {
    const Wide rest = a % b;
    a = b;
    b = rest;
  }
  numerator /= a;
  denominator /= a;
  constexpr Wide kMost = std::numeric_limits<std::int64_t>::max();
  while (numerator > kMost || numerator < -kMost || denominator > kMost) {
    numerator /= 2;
    denominator = std::max<Wide>(denominator / 2, 1);
    if (denominator == 1) numerator = std::clamp<Wide>(numerator, -kMost, kMost);
  }
  return {static_cast<std::int64_t>(numerator), static_cast<std::uint64_t>(denominator)};
}

// All executions with one number of iterations.
struct Executions {
  std::uint64_t iterations = 0;
  std::vector<CountSample> samples;
  Wide sum(std::uint64_t CountSample::* count) const {
    return std::accumulate(
        samples.begin(), samples.end(), Wide{0},
        [&](Wide so_far, const CountSample& sample) { return so_far + sample.*count; });
  }
  Wide size() const { return static_cast<Wide>(samples.size()); }
};

Executions with_iterations(const std::vector<CountSample>& samples, std::uint64_t iterations) {
  Executions chosen{iterations, {}};
  std::ranges::copy_if(samples, std::back_inserter(chosen.samples),
                       [&](const CountSample& each) { return each.iterations == iterations; });
  return chosen;
}

// The samples of those environments that have both numbers of iterations; all when none has.
std::vector<CountSample> paired(const std::vector<CountSample>& samples, std::uint64_t few,
                                std::uint64_t many) {
  std::map<std::uint64_t, std::set<std::uint64_t>> seen;
  for (const CountSample& each : samples) seen[each.environment_bytes].insert(each.iterations);
  std::vector<CountSample> both;
  std::ranges::copy_if(samples, std::back_inserter(both), [&](const CountSample& each) {
    const auto& here = seen[each.environment_bytes];
    return here.contains(few) && here.contains(many);
  });
  return both.empty() ? samples : both;
}

template <class Figure>
CountPerIteration for_each_count(const Figure& figure) {
  return {.instructions = figure(&CountSample::instructions),
          .loads = figure(&CountSample::loads),
          .stores = figure(&CountSample::stores),
          .branches = figure(&CountSample::branches),
          .vector = figure(&CountSample::vector)};
}

double middle(const std::vector<double>& values) {
  return stats::median(values).value_or(std::numeric_limits<double>::quiet_NaN());
}

// How many the counts per iteration stand for: the difference of the two numbers.
double iterations_of(const Samples<EmuCount>& counts) {
  const auto used = used_samples(counts);
  const auto [few, many] = std::ranges::minmax(used, {}, &CountSample::iterations);
  const auto difference = many.iterations - few.iterations;
  return static_cast<double>(difference == 0 ? many.iterations : difference);
}

struct FigureOf {
  std::optional<Figure> operator()(std::monostate) const { return std::nullopt; }
  template <class Of>
  std::optional<Figure> operator()(const Samples<Of>& samples) const {
    return figure_of(samples);
  }
};

struct DomainOf {
  std::optional<Domain> operator()(std::monostate) const { return std::nullopt; }
  template <class Of>
  std::optional<Domain> operator()(const Samples<Of>&) const {
    return Of::domain;
  }
};

template <std::size_t... at>
AnySamples samples_of(Domain domain, std::index_sequence<at...>) {
  AnySamples samples;
  const auto take = [&](AnySamples each) {
    if (domain_of(each) == domain) samples = std::move(each);
  };
  (take(std::variant_alternative_t<at, AnySamples>()), ...);
  return samples;
}

}  // namespace

std::optional<Domain> domain_of(const AnySamples& samples) {
  return std::visit(DomainOf{}, samples);
}

AnySamples samples_of(Domain domain) {
  return samples_of(domain, std::make_index_sequence<std::variant_size_v<AnySamples>>());
}

std::vector<CountSample> used_samples(const Samples<EmuCount>& samples) {
  std::vector<CountSample> counted;
  std::ranges::copy_if(samples.values, std::back_inserter(counted),
                       [](const CountSample& each) { return each.iterations > 0; });
  if (counted.empty()) return {};
  const auto [low, high] = std::ranges::minmax(counted, {}, &CountSample::iterations);
  const std::uint64_t few = low.iterations, many = high.iterations;
  std::erase_if(counted, [&](const CountSample& each) {
    return each.iterations != few && each.iterations != many;
  });
  return few == many ? counted : paired(counted, few, many);
}

std::optional<CountPerIteration> per_iteration(const Samples<EmuCount>& samples) {
  const std::vector<CountSample> used = used_samples(samples);
  if (used.empty()) return std::nullopt;
  const auto [few, many] = std::ranges::minmax(used, {}, &CountSample::iterations);
  const Wide difference = static_cast<Wide>(many.iterations) - few.iterations;
  const Executions low = with_iterations(used, few.iterations);
  if (difference == 0) {
    auto figures = for_each_count([&](std::uint64_t CountSample::* count) {
      return fraction(low.sum(count), low.size() * low.iterations);
    });
    figures.entry_cost_included = true;
    return figures;
  }
  const Executions high = with_iterations(used, many.iterations);
  return for_each_count([&](std::uint64_t CountSample::* count) {
    return fraction(high.sum(count) * low.size() - low.sum(count) * high.size(),
                    low.size() * high.size() * difference);
  });
}

std::optional<Fraction> mean_bytes(const Samples<Size>& samples) {
  if (samples.values.empty()) return std::nullopt;
  Wide sum = 0;
  for (const SizeSample& each : samples.values) sum += each.bytes;
  return fraction(sum, static_cast<Wide>(samples.values.size()));
}

std::optional<TimeSummary> summary(const Samples<HwTime>& samples) {
  if (samples.values.empty()) return std::nullopt;
  std::map<std::uint64_t, std::vector<double>> wall, cpu;
  for (const TimeSample& each : samples.values) {
    wall[each.process].push_back(each.wall_ns);
    cpu[each.process].push_back(each.cpu_ns);
  }
  std::vector<double> wall_of_process, cpu_of_process;
  for (auto& [process, values] : wall) wall_of_process.push_back(middle(values));
  for (auto& [process, values] : cpu) cpu_of_process.push_back(middle(values));
  const auto& ranged = wall.size() == 1 ? wall.begin()->second : wall_of_process;
  const auto [low, high] = std::ranges::minmax(ranged);
  return TimeSummary{.median_ns = middle(wall_of_process),
                     .low_ns = low,
                     .high_ns = high,
                     .median_cpu_ns = middle(cpu_of_process),
                     .processes = wall_of_process.size()};
}

std::optional<Figure> figure_of(const Samples<EmuCount>& samples) {
  const auto count = per_iteration(samples);
  if (!count) return std::nullopt;
  return Figure{.value = count->instructions.value(),
                .exact = count->instructions,
                .spread = spread(samples),
                .repeated = iterations_of(samples),
                .entry_cost_included = count->entry_cost_included};
}

std::optional<Figure> figure_of(const Samples<HwTime>& samples) {
  const auto time = summary(samples);
  if (!time || !std::isfinite(time->median_ns)) return std::nullopt;
  Figure figure{.value = time->median_ns, .low = time->low_ns, .high = time->high_ns};
  if (figure.value > 0) figure.spread = (figure.high - figure.low) / figure.value;
  return figure;
}

std::optional<Figure> figure_of(const Samples<Size>& samples) {
  const auto bytes = mean_bytes(samples);
  if (!bytes) return std::nullopt;
  return Figure{.value = bytes->value(), .exact = bytes, .spread = spread(samples)};
}

std::optional<Figure> figure_of_any(const AnySamples& samples) {
  return std::visit(FigureOf(), samples);
}

}  // namespace assay::record
