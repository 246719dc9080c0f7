// SPDX-License-Identifier: Apache-2.0
#include "judge/round_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "judge/flaws.h"
#include "record/round_controls.h"
#include "record/runner.h"

namespace assay::judge {
namespace {

using record::CellRecord;
using record::Record;
using record::Round;

// Null: the project knows no such round, which was said.
const Round* find_round(const Record& record, std::span<const Round> rounds, Flaws& flaws) {
  const record::RoundEntry& entry = *record.round;
  const auto same = std::ranges::find(rounds, entry.sha256, &Round::sha256);
  if (same != rounds.end()) {
    if (same->name == entry.name) return &*same;
    flaws.refuse("round-name", "/round/name",
                 fmt::format("it calls the round {} {}", same->name, entry.name));
  } else if (std::ranges::find(rounds, entry.name, &Round::name) != rounds.end()) {
    flaws.refuse("round-other", "/round/sha256",
                 fmt::format("the project's file of the round {} is another one", entry.name));
  } else {
    flaws.remark(
        "round-unknown", "/round",
        fmt::format("results/rounds/ has no round {}: its order and inputs were not looked "
                    "at",
                    entry.name));
  }
  return nullptr;
}

void find_other_days(const Record& record, const Round& round, Flaws& flaws) {
  const auto look = [&](std::string_view at, std::string_view place) {
    const std::string_view day = at.substr(0, 10);
    if (day >= round.from && day <= round.to) return;
    flaws.refuse("round-dates", std::string(place),
                 fmt::format("it was measured on {}, and the round is from {} to {}", day,
                             round.from, round.to));
  };
  look(record.created, "/created");
  for (std::size_t i = 0; i < record.hosts.size(); ++i) {
    for (const record::Reading& reading : record.hosts[i].readings) {
      look(reading.at, fmt::format("/hosts/{}/readings", i));
    }
  }
}

constexpr std::string_view kNotOfRound =
    "a program or the commit is not the round's, or a program is of another target or suite there, "
    "or Assay had changes that are in no commit";

void find_other_division(const Record& record, const Round& round, Flaws& flaws) {
  const std::string_view may_be = record::division_of(record, round);
  if (may_be.empty()) {
    flaws.refuse("round-division", "/round/division",
                 "it names the flags of not all its programs, so that it is in no division");
  } else if (record.round->division == record::kClosed && may_be != record::kClosed) {
    flaws.refuse("round-division", "/round/division",
                 fmt::format("it is said to be in the closed division, and {}", kNotOfRound));
  } else if (may_be != record::kClosed) {
    flaws.remark("round-open", "/round/division",
                 fmt::format("it is in the open division: {}", kNotOfRound));
  }
}

// On a CPU that is there, and whatever the record calls its runner, not by one that only counts.
bool was_executed_here(const CellRecord& cell) {
  const record::Runner* const runner = record::find_runner(cell.place.runner);
  return runner != nullptr && runner->domain == record::Domain::hw_time && !cell.benchmarks.empty();
}

const std::vector<record::TimeSample>& times_in(const record::Benchmark& benchmark) {
  static const std::vector<record::TimeSample> kNone;
  const auto* times = std::get_if<record::Samples<record::HwTime>>(&benchmark.samples);
  return times == nullptr ? kNone : times->values;
}

// What was timed in one turn of a cell, by its key.
struct InTurn {
  std::uint64_t process = 0, turn = 0;
  std::string key, name;
  friend auto operator<=>(const InTurn&, const InTurn&) = default;
};

// In a process, turns go up with the keys. Within a turn the program has its own order.
void find_other_order(const std::vector<InTurn>& timed, std::string_view at, Flaws& flaws) {
  std::string highest_before, highest;
  for (std::size_t i = 0; i < timed.size(); ++i) {
    const InTurn& now = timed[i];
    if (i > 0 && now.process != timed[i - 1].process) {
      highest_before.clear();
      highest.clear();
      const bool later = now.turn > timed[i - 1].turn;
      if (!later) {
        flaws.refuse("round-order", std::string(at),
                     fmt::format("process {} has turn {}, which is not after all turns of the one "
                                 "before",
                                 now.process, now.turn));
      }
    } else if (i > 0 && now.turn != timed[i - 1].turn) {
      highest_before = highest;
    }
    if (!highest_before.empty() && now.key < highest_before) {
      flaws.refuse("round-order", std::string(at),
                   fmt::format("in process {} {} was timed in turn {}, and the round's nonce has "
                               "it earlier",
                               now.process, now.name, now.turn));
    }
    highest = std::max(highest, now.key);
  }
}

// `timed` in its order. A turn of many would have no order, and one of all would fit each nonce.
void find_large_turns(const std::vector<InTurn>& timed, std::string_view at, Flaws& flaws) {
  const auto turn_of = [](const InTurn& each) { return std::pair(each.process, each.turn); };
  std::size_t size = 0;
  for (std::size_t i = 0; i < timed.size(); ++i) {
    size = i > 0 && turn_of(timed[i]) == turn_of(timed[i - 1]) ? size + 1 : 1;
    if (size != record::kMostInTurn + 1) continue;
    flaws.refuse("round-order", std::string(at),
                 fmt::format("more than {} benchmarks share turn {} of process {}",
                             record::kMostInTurn, timed[i].turn, timed[i].process));
  }
}

class OrderCheck {
 public:
  OrderCheck(const Record& record, const Round& round, Flaws& flaws)
      : record_(record), round_(round), flaws_(flaws) {}

  void find_all() {
    for (const CellRecord& cell : record_.cells) ++cells_of_[{cell.place.host, cell.cell.suite}];
    for (std::size_t i = 0; i < record_.cells.size(); ++i) {
      const CellRecord& cell = record_.cells[i];
      if (was_executed_here(cell)) take(cell, fmt::format("/cells/{}", i));
    }
    for (auto& [what, begun] : begun_) {
      std::ranges::sort(begun);
      if (std::ranges::is_sorted(begun, {}, &Begun::second)) continue;
      flaws_.refuse("round-order", "/cells",
                    fmt::format("in process {} the cells that have {} were timed in another order "
                                "than the round's nonce wants",
                                std::get<2>(what), std::get<3>(what)));
    }
  }

 private:
  using Begun = std::pair<std::uint64_t, std::string>;  // begin of its turn, key of its cell
  // Host, suite, process and benchmark.
  using What = std::tuple<std::size_t, std::string, std::uint64_t, std::string>;

  void take(const CellRecord& cell, const std::string& at) {
    std::vector<InTurn> timed;
    const bool alone = cells_of_.at({cell.place.host, cell.cell.suite}) == 1;
    for (const record::Benchmark& benchmark : cell.benchmarks) {
      std::uint64_t last = 0;  // repetitions of a process are one
      for (const record::TimeSample& sample : times_in(benchmark)) {
        if (sample.turn == 0 || sample.turn > cell.turns.size()) {
          flaws_.refuse("round-order", at,
                        fmt::format("samples of {} do not say in which turn they were taken",
                                    benchmark.name));
          return;
        }
        if (sample.turn == std::exchange(last, sample.turn)) continue;
        timed.push_back({.process = sample.process,
                         .turn = sample.turn,
                         .key = record::order_key(round_.nonce, sample.process, benchmark.name),
                         .name = benchmark.name});
        if (alone) continue;
        begun_[{cell.place.host, cell.cell.suite, sample.process, benchmark.name}].emplace_back(
            cell.turns[sample.turn - 1].begin_us,
            record::order_key(round_.nonce, sample.process, to_text(cell.cell)));
      }
    }
    std::ranges::sort(timed);
    find_other_order(timed, at, flaws_);
    find_large_turns(timed, at, flaws_);
  }

  const Record& record_;
  const Round& round_;
  Flaws& flaws_;
  std::map<std::pair<std::size_t, std::string>, std::size_t> cells_of_;  // by host and suite
  std::map<What, std::vector<Begun>> begun_;  // of those that share turns
};

void find_other_controls(const Record& record, const Round& round, Flaws& flaws) {
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    const CellRecord& cell = record.cells[i];
    if (!was_executed_here(cell)) continue;
    for (const auto& expected : record::expected_controls(cell.cell.suite, round.nonce)) {
      const auto made = std::ranges::find(cell.controls, expected.name, &record::Control::name);
      const bool missing = made == cell.controls.end();
      if (!missing && *made == expected) continue;
      flaws.refuse("round-controls", fmt::format("/cells/{}/controls", i),
                   fmt::format("{} gave {}, and with the round's inputs it gives {}", expected.name,
                               missing ? "nothing" : made->checksum, expected.checksum));
    }
  }
}

}  // namespace

std::vector<Flaw> round_flaws(const Record& record, std::span<const Round> rounds) {
  Flaws flaws;
  if (!record.round) return {};
  if (const Round* const round = find_round(record, rounds, flaws)) {
    find_other_days(record, *round, flaws);
    find_other_division(record, *round, flaws);
    OrderCheck(record, *round, flaws).find_all();
    find_other_controls(record, *round, flaws);
  }
  return flaws.take();
}

std::string_view shown_division(const Record& record, std::span<const Round> rounds) {
  const bool of_round =
      record.round && std::ranges::count(rounds, record.round->sha256, &Round::sha256) > 0;
  if (!of_round || record.round->division != record::kClosed) return record::kOpen;
  const auto flaws = round_flaws(record, rounds);
  return std::ranges::any_of(flaws, &Flaw::refuses) ? record::kOpen : record::kClosed;
}

}  // namespace assay::judge
