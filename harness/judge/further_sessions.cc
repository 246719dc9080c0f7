// SPDX-License-Identifier: Apache-2.0
#include "judge/further_sessions.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "judge/when_measured.h"
#include "record/sessions.h"

namespace assay::judge {
namespace {

using record::CellRecord;
using record::Host;
using record::Record;

// A kit reads its clock some seconds after it read the machine.
constexpr double kNearlyAll = 0.99;
constexpr std::size_t kSeveralCopied = 2;   // benchmarks
constexpr std::size_t kSamplesCopied = 10;  // of all these together
constexpr std::size_t kSeveralReadings = 2;
constexpr std::size_t kManyDigits = 16;

// The same cell of two sessions.
struct Pair {
  std::size_t one_number, other_number;  // of the sessions, from 0
  std::size_t one, other;                // positions of the cells
};

std::vector<Pair> pairs_of(const std::vector<std::vector<std::size_t>>& same_cells) {
  std::vector<Pair> pairs;
  for (const auto& positions : same_cells) {
    for (std::size_t other = 1; other < positions.size(); ++other) {
      for (std::size_t one = 0; one < other; ++one) {
        pairs.push_back({one, other, positions[one], positions[other]});
      }
    }
  }
  return pairs;
}

std::size_t count_sessions(const std::vector<std::vector<std::size_t>>& same_cells) {
  std::size_t most = 0;
  for (const auto& positions : same_cells) most = std::max(most, positions.size());
  return most;
}

// From the end of the earlier one to the begin of the later one; below 0 where they overlap.
struct Span {
  double begin_s, end_s;
};

double between(const Span& one, const Span& other) {
  return std::max(other.begin_s - one.end_s, one.begin_s - other.end_s);
}

std::optional<Span> dates_of(const Host& host) {
  if (host.readings.empty()) return std::nullopt;
  return Span{static_cast<double>(seconds_of(host.readings.front().at)),
              static_cast<double>(seconds_of(host.readings.back().at))};
}

std::optional<Span> turns_of(const CellRecord& cell) {
  if (cell.turns.empty()) return std::nullopt;
  return Span{static_cast<double>(cell.turns.front().begin_us) / 1e6,
              static_cast<double>(cell.turns.back().end_us) / 1e6};
}

// Somebody may set the date, and the clock of the turns stands still while the machine sleeps: only
// what is too close by both is.
void find_too_close(const Record& record, const Pair& pair, Flaws& flaws) {
  const CellRecord &one = record.cells[pair.one], &other = record.cells[pair.other];
  const Host &one_host = host_of(record, one.place), &other_host = host_of(record, other.place);
  if (one_host.session.empty() || one_host.session != other_host.session) return;
  const auto one_dates = dates_of(one_host), other_dates = dates_of(other_host);
  const auto one_turns = turns_of(one), other_turns = turns_of(other);
  if (!one_dates || !other_dates || !one_turns || !other_turns) return;
  const double apart_s =
      std::max(between(*one_dates, *other_dates), between(*one_turns, *other_turns));
  const std::chrono::duration<double> least = record::kBetweenSessions;
  if (apart_s >= kNearlyAll * least.count()) return;
  flaws.refuse(
      "sessions-too-close", fmt::format("/cells/{}", pair.other),
      fmt::format(
          "{}: sessions {} and {} are of one boot, and {:.1f} hours lie between them: a kit "
          "waits for {} hours, or for another boot",
          to_text(one.cell), pair.one_number + 1, pair.other_number + 1,
          std::max(apart_s, 0.0) / 3600, record::kBetweenSessions.count()));
}

using Values = std::vector<std::pair<std::string, std::string>>;

std::vector<Values> values_of(const Host& host) {
  std::vector<Values> values;
  for (const record::Reading& each : host.readings) values.push_back(each.values);
  return values;
}

// Of an idle machine, load and pressure are 0.00 and 1.00 again and again, and its settings are
// whole numbers: neither tells one moment from another.
std::size_t telling_digits(const std::vector<Values>& readings) {
  std::size_t digits = 0;
  for (const Values& values : readings) {
    for (const auto& [key, value] : values) {
      if (value.find('.') == std::string::npos) continue;
      digits += static_cast<std::size_t>(
          std::ranges::count_if(value, [](char c) { return c >= '1' && c <= '9'; }));
    }
  }
  return digits;
}

void find_same_readings(const Record& record, Flaws& flaws) {
  std::map<std::vector<Values>, std::size_t> seen;
  for (std::size_t i = 0; i < record.hosts.size(); ++i) {
    auto values = values_of(record.hosts[i]);
    const std::size_t count = values.size();
    if (count < kSeveralReadings || telling_digits(values) < kManyDigits) continue;
    const auto [found, fresh] = seen.emplace(std::move(values), i);
    if (fresh) continue;
    flaws.refuse("same-readings", fmt::format("/hosts/{}/readings", i),
                 fmt::format("all {} readings of hosts[{}] are those of hosts[{}] to the last "
                             "digit, load and pressure too",
                             count, i, found->second));
  }
}

void find_same_turns(const Record& record, const Pair& pair, Flaws& flaws) {
  const CellRecord &one = record.cells[pair.one], &other = record.cells[pair.other];
  if (other.turns.empty() || one.turns != other.turns) return;
  flaws.refuse("copied-session", fmt::format("/cells/{}/turns", pair.other),
               fmt::format("{}: session {} was timed at the same microseconds since the boot as "
                           "session {}",
                           to_text(other.cell), pair.other_number + 1, pair.one_number + 1));
}

// How long it took by both clocks, in whole nanoseconds.
std::pair<double, double> both_clocks(const record::TimeSample& sample) {
  const auto iterations = static_cast<double>(sample.iterations);
  return {std::round(sample.wall_ns * iterations), std::round(sample.cpu_ns * iterations)};
}

struct Rows {
  std::map<const CellRecord*, std::map<std::string_view, const TimedRow*>> of_cells;
  // How many samples of a session took as long.
  std::map<std::size_t, std::map<std::pair<double, double>, std::size_t>> times;
};

Rows rows_of(const Record& record, const std::vector<std::vector<std::size_t>>& same_cells,
             const std::vector<TimedRow>& rows) {
  std::map<const CellRecord*, std::size_t> numbers;
  for (const auto& positions : same_cells) {
    for (std::size_t i = 0; i < positions.size(); ++i) numbers[&record.cells[positions[i]]] = i;
  }
  Rows made;
  for (const TimedRow& row : rows) {
    made.of_cells[row.cell][row.benchmark->name] = &row;
    auto& times = made.times[numbers.at(row.cell)];
    for (const auto& sample : *row.samples) ++times[both_clocks(sample)];
  }
  return made;
}

struct Copied {
  std::size_t benchmarks = 0, samples = 0;
  const TimedRow* first = nullptr;
};

// Where clocks tick slowly, many samples of a session take the same time, and those of two sessions
// agree by chance: such samples tell nothing.
bool is_copy(const TimedRow& one, const TimedRow& other, const Rows& rows, std::size_t session) {
  const auto same = [](const record::TimeSample& a, const record::TimeSample& b) {
    return a.iterations == b.iterations && a.wall_ns == b.wall_ns && a.cpu_ns == b.cpu_ns;
  };
  const auto& times = rows.times.at(session);
  return std::ranges::equal(*one.samples, *other.samples, same) &&
         std::ranges::all_of(*other.samples, [&](const record::TimeSample& each) {
           return times.at(both_clocks(each)) == 1;
         });
}

Copied copied_in(const Record& record, const Pair& pair, const Rows& rows) {
  Copied copied;
  const auto one = rows.of_cells.find(&record.cells[pair.one]);
  const auto other = rows.of_cells.find(&record.cells[pair.other]);
  if (one == rows.of_cells.end() || other == rows.of_cells.end()) return copied;
  for (const auto& [name, row] : other->second) {
    const auto same = one->second.find(name);
    if (same == one->second.end()) continue;
    if (!is_copy(*same->second, *row, rows, pair.other_number)) continue;
    ++copied.benchmarks;
    copied.samples += row->samples->size();
    if (copied.first == nullptr) copied.first = row;
  }
  return copied;
}

void find_same_samples(const Record& record, const std::vector<Pair>& pairs, const Rows& rows,
                       Flaws& flaws) {
  std::map<std::pair<std::size_t, std::size_t>, Copied> of_sessions;
  for (const Pair& pair : pairs) {
    const Copied copied = copied_in(record, pair, rows);
    Copied& all = of_sessions[{pair.one_number, pair.other_number}];
    all.benchmarks += copied.benchmarks;
    all.samples += copied.samples;
    if (all.first == nullptr) all.first = copied.first;
  }
  for (const auto& [numbers, copied] : of_sessions) {
    if (copied.benchmarks < kSeveralCopied || copied.samples < kSamplesCopied) continue;
    flaws.refuse("copied-session", copied.first->at,
                 fmt::format("{} benchmarks of session {} have all samples of session {}, to the "
                             "last digit and in their order, the first of them {}",
                             copied.benchmarks, numbers.second + 1, numbers.first + 1,
                             copied.first->benchmark->name));
  }
}

}  // namespace

void find_copied_sessions(const Record& record, const std::vector<TimedRow>& rows, Flaws& flaws) {
  const auto same_cells = record::same_cells(record);
  find_same_readings(record, flaws);
  if (const std::size_t count = count_sessions(same_cells); count > record::kMostSessions) {
    // And not looked at in pairs, which may be as many as somebody likes.
    return flaws.refuse("too-many-sessions", "/cells",
                        fmt::format("the record holds {} sessions, and a kit measures at most {}",
                                    count, record::kMostSessions));
  }
  const std::vector<Pair> pairs = pairs_of(same_cells);
  for (const Pair& pair : pairs) {
    find_too_close(record, pair, flaws);
    find_same_turns(record, pair, flaws);
  }
  find_same_samples(record, pairs, rows_of(record, same_cells, rows), flaws);
}

}  // namespace assay::judge
