// SPDX-License-Identifier: Apache-2.0
#include "judge/certainty.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>

#include "base/text.h"
#include "stats/bootstrap.h"
#include "stats/order.h"
#include "stats/random.h"
#include "stats/t_test.h"

namespace assay::judge {
namespace {

using stats::Block;
using stats::Session;

constexpr std::size_t kResamples = 2000;

Session blocks_of(const record::Samples<record::HwTime>& samples) {
  std::map<std::uint64_t, Block> processes;
  for (const auto& sample : samples.values) processes[sample.process].push_back(sample.wall_ns);
  Session blocks;
  for (auto& [process, values] : processes) blocks.push_back(std::move(values));
  return blocks;
}

std::vector<Session> sessions_of(const TimeSessions& side) {
  std::vector<Session> sessions;
  for (const auto* samples : side) {
    if (!samples->values.empty()) sessions.push_back(blocks_of(*samples));
  }
  return sessions;
}

// What is drawn from: processes, or the repetitions of the only one.
std::size_t units_of(const std::vector<Session>& side) {
  std::size_t processes = 0;
  for (const Session& session : side) processes += session.size();
  return processes == 1 ? side.front().front().size() : processes;
}

bool can_decide(std::size_t n, std::size_t m) {
  double orders = 1;  // C(n + m, n)
  for (std::size_t i = 1; i <= n; ++i) {
    orders *= static_cast<double>(m + i) / static_cast<double>(i);
  }
  return 2 / orders <= 1 - stats::kConfidence;
}

double median(const std::vector<double>& values) {
  return stats::median(values).value_or(std::nan(""));
}

double median_of(const Session& blocks) {
  std::vector<double> medians;
  for (const Block& block : blocks) medians.push_back(median(block));
  return median(medians);
}

double spread_of(const std::vector<Session>& side) {
  std::vector<double> values;
  if (side.size() > 1) {
    for (const Session& session : side) values.push_back(median_of(session));
  } else if (side.size() == 1 && side.front().size() > 1) {
    for (const Block& block : side.front()) values.push_back(median(block));
  } else if (units_of(side) > 0) {
    values = side.front().front();
  }
  for (double& value : values) value = std::log(value);
  return stats::moments(values).sd;
}

std::uint64_t seed_of(std::string_view benchmark) {
  base::ShortHash hash;
  hash.add(benchmark);
  return hash.number();
}

}  // namespace

std::string_view name_of(Finding finding) {
  switch (finding) {
    case Finding::tie:
      return "tie";
    case Finding::faster:
      return "faster";
    case Finding::slower:
      return "slower";
    case Finding::unknown:
      break;
  }
  return "unknown";
}

Certainty certainty_of(const TimeSessions& base, const TimeSessions& head, double ratio,
                       std::string_view benchmark) {
  Certainty result;
  const auto before = sessions_of(base), after = sessions_of(head);
  const std::size_t n = units_of(before), m = units_of(after);
  if (n < 2 || m < 2) return result;
  stats::Random random(seed_of(benchmark));
  result.log_ratios = stats::resampled_log_ratios(before, after, kResamples, random);
  if (result.log_ratios.empty()) return result;
  result.interval = stats::ratio_interval(result.log_ratios, stats::kConfidence);
  if (!can_decide(n, m)) return result;
  const auto& [low, high] = *result.interval;
  const double spread = std::max(spread_of(before), spread_of(after));
  if ((low <= 1 && high >= 1) || std::abs(std::log(ratio)) < spread) {
    result.finding = Finding::tie;
  } else {
    result.finding = ratio < 1 ? Finding::faster : Finding::slower;
  }
  return result;
}

double spread_of(const TimeSessions& side) { return spread_of(sessions_of(side)); }

}  // namespace assay::judge
