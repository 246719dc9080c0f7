// SPDX-License-Identifier: Apache-2.0
// How sure a ratio of finished times is, and the word for it. Its two sides were measured apart;
// what was measured in turns is decided by the gate.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "record/samples.h"
#include "stats/interval.h"

namespace assay::judge {

enum class Finding { unknown, tie, faster, slower };
std::string_view name_of(Finding finding);

// The times of one column's benchmark, a member for each session (boot or day). None is null.
using TimeSessions = std::vector<const record::Samples<record::HwTime>*>;

struct Certainty {
  // Of head / base, 95 %. None when a side has one value or one that is not above zero: there is
  // nothing to draw from.
  std::optional<stats::Interval> interval;
  // `unknown` without an interval, and when the sides have so few processes (of one process: so few
  // repetitions) that even all of one below all of the other is chance in more than 5 % of cases:
  // 2 / C(n + m, n), the smallest p-value of Mann & Whitney 1947. `tie` when the interval holds 1,
  // or |ln ratio| is below the larger side's spread (`spread_of`).
  Finding finding = Finding::unknown;
  std::vector<double> log_ratios;  // ln(head / base) of each resample; empty without an interval
};

// Resamples depend on nothing but the samples and the benchmark's name, so the same records give
// the same interval, whatever else is compared, and two benchmarks' resamples are independent.
// `ratio` is head / base, above zero.
Certainty certainty_of(const TimeSessions& base, const TimeSessions& head, double ratio,
                       std::string_view benchmark);

// Standard deviation of ln(time) between sessions' medians; of one session between processes'
// medians; of one process between its repetitions. 0 for one value.
double spread_of(const TimeSessions& side);

}  // namespace assay::judge
