// SPDX-License-Identifier: Apache-2.0
#include "judge/metric.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace assay::judge {
namespace {

using record::Benchmark;
using record::CountSample;
using record::Domain;

constexpr std::string_view kCounter = "counter:";

struct Known {
  std::string_view word;
  Domain domain;
  std::string_view what, unit;
  std::uint64_t CountSample::* count = nullptr;  // of counts
};
constexpr Known kKnown[] = {
    {"time", Domain::hw_time, "", ""},
    {"cpu", Domain::hw_time, "CPU time, ns per iteration", "ns"},
    {"rate", Domain::hw_time, "work per second (higher is better)", ""},
    {"instructions", Domain::emu_count, "", ""},
    {"loads", Domain::emu_count, "loads per iteration", "loads", &CountSample::loads},
    {"stores", Domain::emu_count, "stores per iteration", "stores", &CountSample::stores},
    {"branches", Domain::emu_count, "branches per iteration", "branches", &CountSample::branches},
    {"vector", Domain::emu_count, "vector instructions per iteration", "vector instructions",
     &CountSample::vector},
    {"bytes", Domain::size, "", ""}};

const Known* find_known(std::string_view word) {
  const auto found = std::ranges::find(kKnown, word, &Known::word);
  return found == std::end(kKnown) ? nullptr : &*found;
}

void put_counts(Benchmark& benchmark, std::uint64_t CountSample::* count) {
  auto* samples = std::get_if<record::Samples<record::EmuCount>>(&benchmark.samples);
  if (samples == nullptr || count == nullptr) return;
  for (CountSample& each : samples->values) each.instructions = each.*count;
}

// `value(sample, position)` in place of the wall time, where there is one.
template <class Value>
void put_times(Benchmark& benchmark, const Value& value, std::string_view missing) {
  auto* samples = std::get_if<record::Samples<record::HwTime>>(&benchmark.samples);
  if (samples == nullptr && benchmark.aggregates.empty()) return;  // it was not timed at all
  record::Samples<record::HwTime> kept;
  for (std::size_t i = 0; samples != nullptr && i < samples->values.size(); ++i) {
    record::TimeSample sample = samples->values[i];
    const std::optional<double> found = value(sample, i);
    if (!found || !std::isfinite(*found)) continue;
    sample.wall_ns = sample.cpu_ns = *found;
    kept.values.push_back(sample);
  }
  const bool none = kept.values.empty() && benchmark.aggregates.empty();
  if (benchmark.outcome.good() && none) {
    benchmark.outcome = base::Outcome::unavailable("no-metric", std::string(missing));
  }
  if (samples != nullptr) *samples = std::move(kept);
}

// Aggregates keep those with a value.
template <class Value>
void put_aggregates(Benchmark& benchmark, const Value& value) {
  std::vector<record::Aggregate> kept;
  for (record::Aggregate each : benchmark.aggregates) {
    const std::optional<double> found = value(each);
    if (!found) continue;
    each.wall = *found;
    each.cpu = found;
    kept.push_back(std::move(each));
  }
  benchmark.aggregates = std::move(kept);
}

void put_cpu(Benchmark& benchmark) {
  put_aggregates(benchmark, [](const record::Aggregate& each) { return each.cpu; });
  put_times(
      benchmark, [](const record::TimeSample& sample, std::size_t) { return sample.cpu_ns; },
      "it states no CPU time");
}

// Billions of bytes, or items, in a second.
void put_rate(Benchmark& benchmark) {
  const double amount = benchmark.work_amount, scale = benchmark.work_unit == "bytes" ? 1 : 1e9;
  benchmark.aggregates.clear();
  put_times(
      benchmark,
      [&](const record::TimeSample& sample, std::size_t) -> std::optional<double> {
        if (!(amount > 0) || !(sample.wall_ns > 0)) return std::nullopt;
        return amount / sample.wall_ns * scale;
      },
      "the program states no work of one iteration");
}

void put_counter(Benchmark& benchmark, std::string_view name) {
  const auto counter = std::ranges::find(benchmark.counters, name, &record::Counter::name);
  put_aggregates(benchmark, [&](const record::Aggregate& each) -> std::optional<double> {
    for (const auto& [own, value] : each.counters) {
      if (own == name) return value;
    }
    return std::nullopt;
  });
  put_times(
      benchmark,
      [&](const record::TimeSample&, std::size_t i) -> std::optional<double> {
        if (counter == benchmark.counters.end() || i >= counter->values.size()) return std::nullopt;
        return counter->values[i];
      },
      fmt::format("it states no counter {}", name));
}

void put(Benchmark& benchmark, const Metric& metric) {
  if (metric.word.starts_with(kCounter)) {
    put_counter(benchmark, std::string_view(metric.word).substr(kCounter.size()));
  } else if (metric.word == "cpu") {
    put_cpu(benchmark);
  } else if (metric.word == "rate") {
    put_rate(benchmark);
  } else {
    put_counts(benchmark, find_known(metric.word)->count);
  }
}

}  // namespace

std::vector<std::string> metric_words() {
  std::vector<std::string> words;
  for (const Known& each : kKnown) words.emplace_back(each.word);
  words.push_back(fmt::format("{}NAME", kCounter));
  return words;
}

Metric parse_metric(std::string_view word) {
  if (word.starts_with(kCounter) && word.size() > kCounter.size()) {
    const auto name = word.substr(kCounter.size());
    return {.word = std::string(word),
            .what = fmt::format("counter {} (as the program states it)", name),
            .plain = true};
  }
  const Known* const known = find_known(word);
  if (known == nullptr) {
    throw base::Error(base::Exit::usage,
                      fmt::format("--metric takes {}, not '{}'", base::join(metric_words(), ", "),
                                  base::printable(word)));
  }
  const bool rate = word == "rate";
  return {.word = std::string(word),
          .what = std::string(known->what),
          .unit = std::string(known->unit),
          .higher_is_better = rate,
          .plain = rate};
}

record::Record measured_in(record::Record record, const Metric& metric) {
  if (metric.word.empty()) return record;
  const Known* const known = find_known(metric.word);
  const Domain domain = known == nullptr ? Domain::hw_time : known->domain;
  std::erase_if(record.cells, [&](const auto& cell) { return cell.domain != domain; });
  if (record.cells.empty()) {
    throw base::Error(base::Exit::usage,
                      fmt::format("{} holds no {}, which --metric {} is of",
                                  record.source.empty() ? record.id : record.source,
                                  record::name_of(domain), metric.word));
  }
  for (auto& cell : record.cells) {
    for (Benchmark& benchmark : cell.benchmarks) put(benchmark, metric);
  }
  return record;
}

std::string unit_of(const Metric& metric, const Benchmark& benchmark) {
  if (metric.word != "rate" || benchmark.work_unit.empty()) return {};
  return benchmark.work_unit == "bytes" ? "GB/s" : benchmark.work_unit + "/s";
}

}  // namespace assay::judge
