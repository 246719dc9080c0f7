// SPDX-License-Identifier: Apache-2.0
#include "judge/patterns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "base/number.h"
#include "base/units.h"
#include "stats/geomean.h"

namespace assay::judge {
namespace {

constexpr double kManyRepeated = 0.05;  // of all samples
constexpr std::size_t kFewRepeated = 3;
constexpr double kMuchFaster = 0.8;
constexpr double kMuchDrift = 0.1;
// Numbers below are lengths, strides or rounds. From here on they are bytes of a working set: the
// smallest that suites have is half of the smallest L1 data cache.
constexpr std::uint64_t kSmallestSet = 16384;

struct Measured {
  std::tuple<std::uint64_t, double, double> numbers;
  std::size_t row = 0;
};

// Wall time and CPU time are of two clocks. That both come again is not chance, even where the
// clocks tick slowly.
void find_repeated(const std::vector<TimedRow>& rows, Flaws& flaws) {
  std::vector<Measured> all;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (const auto& sample : *rows[row].samples) {
      all.push_back({{sample.iterations, sample.wall_ns, sample.cpu_ns}, row});
    }
  }
  std::ranges::sort(all, {}, [](const Measured& each) { return std::tie(each.numbers, each.row); });
  std::size_t repeated = 0, first = rows.size();
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (all[i].numbers != all[i - 1].numbers) continue;
    ++repeated;
    first = std::min(first, all[i].row);
  }
  if (repeated < kFewRepeated ||
      static_cast<double>(repeated) <= kManyRepeated * static_cast<double>(all.size())) {
    return;
  }
  flaws.remark("repeated-samples", rows[first].at,
               fmt::format("{} of {} samples have the same iterations, wall time and CPU time as "
                           "another one, the first of them of {}",
                           repeated, all.size(), rows[first].benchmark->name));
}

// One kernel with one amount of work per iteration, and working sets of several sizes.
struct Family {
  const record::CellRecord* cell = nullptr;
  std::string_view kernel;
  double work = 0;
  std::uint64_t since = 1;
  auto operator<=>(const Family&) const = default;
};

std::optional<std::pair<Family, std::uint64_t>> sized(const TimedRow& row) {
  const record::Benchmark& benchmark = *row.benchmark;
  const std::string_view name = benchmark.name;
  const std::size_t slash = name.rfind('/');
  const auto bytes = base::to_uint64(name.substr(slash + 1));
  const bool known = row.suite != nullptr && benchmark.work_unit == "items";
  if (!known || !bytes || *bytes < kSmallestSet) return std::nullopt;
  return std::pair(Family{.cell = row.cell,
                          .kernel = name.substr(0, slash),
                          .work = benchmark.work_amount,
                          .since = benchmark.since},
                   *bytes);
}

std::optional<record::TimeSummary> summary_of(const TimedRow& row) {
  return summary(std::get<record::Samples<record::HwTime>>(row.benchmark->samples));
}

void find_larger(const TimedRow& small, const TimedRow& large, Flaws& flaws) {
  const auto one = summary_of(small), other = summary_of(large);
  if (!one || !other || other->high_ns >= one->low_ns ||
      other->median_ns >= kMuchFaster * one->median_ns) {
    return;
  }
  flaws.remark("larger-is-faster", large.at,
               fmt::format("{}: {} per iteration, and the same work on a smaller working set, "
                           "{}, takes {}",
                           large.benchmark->name, base::duration_text(other->median_ns),
                           small.benchmark->name, base::duration_text(one->median_ns)));
}

void find_larger_sets(const std::vector<TimedRow>& rows, Flaws& flaws) {
  std::map<Family, std::map<std::uint64_t, const TimedRow*>> families;
  for (const TimedRow& row : rows) {
    if (const auto family = sized(row)) families[family->first].emplace(family->second, &row);
  }
  for (const auto& [family, sizes] : families) {
    const TimedRow* smaller = nullptr;
    for (const auto& [bytes, row] : sizes) {
      if (smaller != nullptr) find_larger(*smaller, *row, flaws);
      smaller = row;
    }
  }
}

// What is measured again in each session, with its median in each.
using OfSessions = std::map<std::string, std::vector<double>>;

OfSessions medians_of(const record::Record& record, const std::vector<TimedRow>& rows) {
  OfSessions medians;
  for (const TimedRow& row : rows) {
    const auto time = summary_of(row);
    if (!time) continue;
    const record::Host& host = host_of(record, row.cell->place);
    medians[fmt::format("{} {} {} {}", host.key, to_text(row.cell->cell), row.cell->place.runner,
                        row.benchmark->name)]
        .push_back(time->median_ns);
  }
  return medians;
}

void find_drift(const record::Record& record, const std::vector<TimedRow>& rows, Flaws& flaws) {
  const OfSessions medians = medians_of(record, rows);
  std::size_t sessions = 0;
  for (const auto& [name, times] : medians) sessions = std::max(sessions, times.size());
  for (std::size_t session = 1; session < sessions; ++session) {
    std::vector<stats::NamedRatio> ratios;
    for (const auto& [name, times] : medians) {
      if (times.size() > session) ratios.push_back({name, times[session] / times.front()});
    }
    const auto mean = stats::geometric_mean(ratios).value;
    if (!mean || std::abs(*mean - 1) <= kMuchDrift) continue;
    flaws.remark("session-drift", "/hosts",
                 fmt::format("session {} took {:.2f} times as long as the first one, as the "
                             "geometric mean over {} benchmarks: the machine was in another "
                             "state",
                             session + 1, *mean, ratios.size()));
  }
}

}  // namespace

void find_patterns(const record::Record& record, const std::vector<TimedRow>& rows, Flaws& flaws) {
  find_repeated(rows, flaws);
  find_larger_sets(rows, flaws);
  find_drift(record, rows, flaws);
}

}  // namespace assay::judge
