// SPDX-License-Identifier: Apache-2.0
// How sure a ratio of finished times is, and the word for it. No verdict follows from it: the gate
// decides, on slices of both sides one directly after the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "record/samples.h"
#include "stats/interval.h"

namespace assay::judge {

// `changed`: the two sides are different versions of the benchmark, which have no ratio.
enum class Finding { unknown, tie, faster, slower, unclear, changed };
std::string_view name_of(Finding finding);

// The times of one column's benchmark, a member for each session. None is null.
using TimeSessions = std::vector<const record::Samples<record::HwTime>*>;

// What each process and session adds to the deviation of one benchmark's ln(head / base). Those of
// several benchmarks sum up by unit, since a process that was held up is so in all of them.
struct Deviation {
  struct Unit {
    bool head = false;
    std::size_t session = 0;
    std::uint64_t process = 0;  // 0: the session as a whole
    auto operator<=>(const Unit&) const = default;
  };
  std::vector<std::pair<Unit, double>> of_units;
  // Variance that no other benchmark shares: between repetitions of one process, and of a side
  // whose values are all equal, so that none of them has a direction.
  double own = 0;
};

inline constexpr double kTieMargin = 0.02;  // relative

struct Certainty {
  // 95 %, of the quotient of the medians over processes, or over the repetitions of one process
  // (stats/median_shift.h); wider by Student's t of the sessions' own medians where there are
  // several. None when there are so few values that even all of one side
  // below all of the other is chance in more than 5 % of cases, or one that is not above zero.
  std::optional<stats::Interval> interval;
  // `unknown` without an interval; `tie` when it lies within the margin around 1; `faster` and
  // `slower` when it leaves out 1 and the ratio is farther from 1 than the larger side's spread
  // between sessions, where there are several; else `unclear`.
  Finding finding = Finding::unknown;
  Deviation deviation;  // with an interval
};

// `ratio` is head / base of the values that a table shows, above zero: medians of the same.
Certainty certainty_of(const TimeSessions& base, const TimeSessions& head, double ratio,
                       double margin);

// Standard deviation of ln(time) between the medians of several sessions; 0 for one.
double spread_of(const TimeSessions& side);

}  // namespace assay::judge
