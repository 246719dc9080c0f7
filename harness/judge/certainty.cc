// SPDX-License-Identifier: Apache-2.0
#include "judge/certainty.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "stats/median_shift.h"
#include "stats/order.h"
#include "stats/student_t.h"
#include "stats/t_test.h"

namespace assay::judge {
namespace {

using Unit = Deviation::Unit;

double median(const std::vector<double>& values) {
  return stats::median(values).value_or(std::nan(""));
}

// One side: ln of each process's median, or of each repetition where there is one process.
struct Logs {
  std::vector<double> values;
  std::vector<Unit> units;
  bool repetitions = false;
  std::vector<double> sessions;  // ln of each session's median
};

std::map<std::uint64_t, std::vector<double>> processes_of(
    const record::Samples<record::HwTime>& samples) {
  std::map<std::uint64_t, std::vector<double>> processes;
  for (const auto& sample : samples.values) processes[sample.process].push_back(sample.wall_ns);
  return processes;
}

Logs logs_of(const TimeSessions& side, bool head) {
  Logs logs;
  for (std::size_t session = 0; session < side.size(); ++session) {
    std::vector<double> medians;
    for (const auto& [process, values] : processes_of(*side[session])) {
      medians.push_back(median(values));
      logs.units.push_back({.head = head, .session = session, .process = process});
    }
    if (medians.empty()) continue;
    logs.sessions.push_back(median(medians));
    logs.values.insert(logs.values.end(), medians.begin(), medians.end());
  }
  logs.repetitions = logs.values.size() == 1;
  if (logs.repetitions) {
    logs.values.clear();
    for (const auto* samples : side) {
      for (const auto& sample : samples->values) logs.values.push_back(sample.wall_ns);
    }
  }
  for (auto* values : {&logs.values, &logs.sessions}) {
    for (double& value : *values) value = std::log(value);  // not finite when not above zero
  }
  return logs;
}

void add_deviations(const Logs& logs, const std::vector<double>& scores, Deviation& deviation) {
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (logs.repetitions) {
      deviation.own += scores[i] * scores[i];
    } else {
      deviation.of_units.emplace_back(logs.units[i], scores[i]);
    }
  }
}

// The standard error of a side's mean over sessions; 0 for one session.
double session_error(const Logs& logs) {
  const stats::Moments moments = stats::moments(logs.sessions);
  return moments.n < 2 ? 0 : moments.sd / std::sqrt(static_cast<double>(moments.n));
}

// Sessions differ by more than processes of one do: by what a boot or a day has of its own. It
// widens the interval to both sides, which keeps the estimate in it.
void widen(const Logs& base, const Logs& head, stats::Shift& shift, Deviation& deviation) {
  const double error = std::hypot(session_error(base), session_error(head));
  if (!(error > 0)) return;
  const std::size_t degrees = base.sessions.size() + head.sessions.size() - 2;
  const double half =
      stats::student_t_quantile(1 - (1 - stats::kConfidence) / 2, static_cast<double>(degrees)) *
      error;
  shift.interval.low = shift.estimate - std::hypot(shift.estimate - shift.interval.low, half);
  shift.interval.high = shift.estimate + std::hypot(shift.interval.high - shift.estimate, half);
  for (const auto* side : {&base, &head}) {
    const stats::Moments moments = stats::moments(side->sessions);
    if (moments.n < 2) continue;
    const auto n = static_cast<double>(moments.n);
    const double scale = (side == &head ? 1 : -1) / std::sqrt(n * (n - 1));
    for (std::size_t session = 0; session < side->sessions.size(); ++session) {
      deviation.of_units.emplace_back(Unit{.head = side == &head, .session = session, .process = 0},
                                      (side->sessions[session] - moments.mean) * scale);
    }
  }
}

double spread_of(const Logs& logs) { return stats::moments(logs.sessions).sd; }

Finding finding_of(const stats::Interval& interval, double ratio, double spread, double margin) {
  if (interval.low >= 1 - margin && interval.high <= 1 + margin) return Finding::tie;
  const bool leaves_out_one = interval.low > 1 || interval.high < 1;
  if (!leaves_out_one || std::abs(std::log(ratio)) <= spread) return Finding::unclear;
  return ratio < 1 ? Finding::faster : Finding::slower;
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
    case Finding::unclear:
      return "unclear";
    case Finding::changed:
      return "changed";
    case Finding::unknown:
      break;
  }
  return "unknown";
}

Certainty certainty_of(const TimeSessions& base, const TimeSessions& head, double ratio,
                       double margin) {
  Certainty result;
  const Logs before = logs_of(base, false), after = logs_of(head, true);
  auto shift = stats::median_shift(before.values, after.values, stats::kConfidence);
  if (!shift) return result;
  add_deviations(before, shift->of_below, result.deviation);
  add_deviations(after, shift->of_above, result.deviation);
  result.deviation.own += shift->of_neither;
  if (before.sessions.size() + after.sessions.size() > 2) {
    // The table's value is the median of sessions, not of all their processes.
    const double estimate = std::log(ratio);
    shift->interval.low += estimate - shift->estimate;
    shift->interval.high += estimate - shift->estimate;
    shift->estimate = estimate;
    widen(before, after, *shift, result.deviation);
  }
  result.interval = stats::Interval{std::exp(shift->interval.low), std::exp(shift->interval.high)};
  const double spread = std::max(spread_of(before), spread_of(after));
  result.finding = finding_of(*result.interval, ratio, spread, margin);
  return result;
}

double spread_of(const TimeSessions& side) { return spread_of(logs_of(side, false)); }

}  // namespace assay::judge
