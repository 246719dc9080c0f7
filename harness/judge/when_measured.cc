// SPDX-License-Identifier: Apache-2.0
#include "judge/when_measured.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "base/number.h"
#include "base/units.h"

namespace assay::judge {
namespace {

using base::duration_text;
using record::CellRecord;
using record::Turn;

constexpr double kUsNs = 1e3, kSecondNs = 1e9;
constexpr double kClocksDrift = 1.01;
constexpr std::uint64_t kRoundingUs = 2;  // both stamps were rounded outwards

// What the samples of each cell and of each host took together.
struct Taken {
  std::map<const CellRecord*, double> of_cells;
  std::map<std::size_t, double> of_hosts;
};

Taken taken_by(const std::vector<TimedRow>& rows) {
  Taken taken;
  for (const TimedRow& row : rows) {
    double ns = 0;
    for (const auto& sample : *row.samples) ns += total_ns(sample);
    taken.of_cells[row.cell] += ns;
    taken.of_hosts[row.cell->place.host] += ns;
  }
  return taken;
}

double ns_of(const std::vector<Turn>& turns) {
  double ns = 0;
  for (const Turn& turn : turns) {
    if (turn.end_us > turn.begin_us) ns += static_cast<double>(turn.end_us - turn.begin_us) * kUsNs;
  }
  return ns;
}

void find_longer_cells(const record::Record& record, const Taken& taken, Flaws& flaws) {
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    const CellRecord& cell = record.cells[i];
    const auto ns = taken.of_cells.find(&cell);
    if (ns == taken.of_cells.end() || cell.turns.empty()) continue;
    const double turns = ns_of(cell.turns);
    if (ns->second <= turns * kClocksDrift) continue;
    flaws.refuse("longer-than-turns", fmt::format("/cells/{}", i),
                 fmt::format("{}: its samples took {} in all (iterations x time), and its turns "
                             "lasted {}",
                             to_text(cell.cell), duration_text(ns->second), duration_text(turns)));
  }
}

// Where a record has no turns. A run that was resumed may have begun before, so that this refuses
// nothing.
void find_longer_sessions(const record::Record& record, const Taken& taken, Flaws& flaws) {
  const bool has_turns =
      std::ranges::any_of(record.cells, [](const CellRecord& cell) { return !cell.turns.empty(); });
  if (has_turns) return;
  for (const auto& [position, ns] : taken.of_hosts) {
    const auto& readings = record.hosts.at(position).readings;
    if (readings.size() < 2) continue;
    const auto seconds = seconds_of(readings.back().at) - seconds_of(readings.front().at) + 2;
    const double span = static_cast<double>(seconds) * kSecondNs;
    if (ns <= span * kClocksDrift) continue;
    flaws.remark("longer-than-session", fmt::format("/hosts/{}", position),
                 fmt::format("the samples took {} in all (iterations x time), and measuring "
                             "lasted from {} to {}",
                             duration_text(ns), readings.front().at, readings.back().at));
  }
}

using PlacedTurn = std::pair<Turn, std::size_t>;  // and the position of its cell

// Of one cell, in the order of the record.
void find_late_turns(const CellRecord& cell, std::size_t position, Flaws& flaws) {
  std::uint64_t ended = 0;
  for (const Turn& turn : cell.turns) {
    if (turn.end_us < turn.begin_us || turn.begin_us + kRoundingUs < ended) {
      return flaws.refuse(
          "stamps-out-of-order", fmt::format("/cells/{}/turns", position),
          fmt::format("{}: a turn lasted from {} to {} us, and the one before it ended at {} us",
                      to_text(cell.cell), turn.begin_us, turn.end_us, ended));
    }
    ended = turn.end_us;
  }
}

// Of all cells of a boot: one thing is timed at a time.
void find_overlaps(const record::Record& record, std::vector<PlacedTurn> turns, Flaws& flaws) {
  std::ranges::sort(turns, {}, [](const auto& each) { return each.first.begin_us; });
  for (std::size_t i = 1; i < turns.size(); ++i) {
    const auto& [before, one] = turns[i - 1];
    const auto& [turn, other] = turns[i];
    if (one == other || turn.begin_us + kRoundingUs >= before.end_us) continue;
    return flaws.refuse(
        "stamps-out-of-order", fmt::format("/cells/{}/turns", other),
        fmt::format("{} was timed from {} us on, and {} until {} us: one thing is timed at a time",
                    to_text(record.cells[other].cell), turn.begin_us,
                    to_text(record.cells[one].cell), before.end_us));
  }
}

// By whose clock a cell was timed: two sessions of one boot have the same. Where boots have no
// name, each host has its own.
std::tuple<std::string, std::string, std::size_t> clock_of(const record::Record& record,
                                                           const CellRecord& cell) {
  const record::Host& host = host_of(record, cell.place);
  return {host.session, host.place, host.session.empty() ? cell.place.host : 0};
}

void find_disorder(const record::Record& record, Flaws& flaws) {
  std::map<decltype(clock_of(record, record.cells.front())), std::vector<PlacedTurn>> of_clocks;
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    const CellRecord& cell = record.cells[i];
    find_late_turns(cell, i, flaws);
    for (const Turn& turn : cell.turns) of_clocks[clock_of(record, cell)].emplace_back(turn, i);
  }
  for (auto& [clock, turns] : of_clocks) find_overlaps(record, std::move(turns), flaws);
}

void find_dates(const record::Record& record, Flaws& flaws) {
  for (std::size_t i = 0; i < record.hosts.size(); ++i) {
    const auto& readings = record.hosts[i].readings;
    const bool sorted = std::ranges::is_sorted(readings, {}, &record::Reading::at);
    if (sorted && (readings.empty() || readings.back().at <= record.created)) continue;
    flaws.remark("dates-out-of-order", fmt::format("/hosts/{}/readings", i),
                 "the machine was looked at after the record was made, or not in this order: "
                 "its date was set");
  }
}

}  // namespace

std::int64_t seconds_of(std::string_view utc) {
  const auto number = [&](std::size_t at, std::size_t size) {
    const auto digits = utc.substr(std::min(at, utc.size()), size);
    return static_cast<int>(base::to_uint64(digits).value_or(0));
  };
  using namespace std::chrono;
  const sys_days day = year(number(0, 4)) / month(static_cast<unsigned>(number(5, 2))) /
                       std::chrono::day(static_cast<unsigned>(number(8, 2)));
  return duration_cast<seconds>(day.time_since_epoch()).count() + 3600 * number(11, 2) +
         60 * number(14, 2) + number(17, 2);
}

void find_times_out_of_place(const record::Record& record, const std::vector<TimedRow>& rows,
                             Flaws& flaws) {
  const Taken taken = taken_by(rows);
  find_longer_cells(record, taken, flaws);
  find_longer_sessions(record, taken, flaws);
  find_disorder(record, flaws);
  find_dates(record, flaws);
}

}  // namespace assay::judge
