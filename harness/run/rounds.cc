// SPDX-License-Identifier: Apache-2.0
#include "run/rounds.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <deque>
#include <iterator>
#include <map>
#include <numeric>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "host/disturbance.h"
#include "host/match.h"
#include "record/round.h"
#include "run/controls.h"
#include "run/limits.h"
#include "stats/median_shift.h"
#include "stats/order.h"
#include "stats/random.h"
#include "sys/clock.h"
#include "sys/interrupt.h"

namespace assay::run {
namespace {

using std::chrono::nanoseconds;
using Names = std::vector<std::string>;

constexpr double kTurnNs = 1e9;      // of one cell, as far as it is known
constexpr double kUnknownNs = 50e6;  // a benchmark that nobody has timed yet
constexpr unsigned kMostTimes = 3;   // as many processes as are taken at least
constexpr double kMostMore = 0.5;    // of the time that those took
constexpr double kKnown =
    0.03;  // width of a ratio's interval: one of 0.04 hardly fits into 1 +- 2 %

std::vector<double> log_medians(const std::vector<record::TimeSample>& samples) {
  std::map<std::uint64_t, std::vector<double>> processes;
  for (const auto& each : samples) processes[each.process].push_back(each.wall_ns);
  std::vector<double> logs;
  for (const auto& [process, times] : processes) {
    logs.push_back(std::log(stats::median(times).value_or(0)));
  }
  return logs;
}

// Rounded outwards: what was timed lies inside.
record::Turn turn_of(nanoseconds begin, nanoseconds end) {
  using std::chrono::microseconds;
  return {.begin_us = static_cast<std::uint64_t>(std::chrono::floor<microseconds>(begin).count()),
          .end_us = static_cast<std::uint64_t>(std::chrono::ceil<microseconds>(end).count())};
}

// One cell on its way.
class Timed {
 public:
  explicit Timed(const CellInTurns& cell)
      : cell_(*cell.cell), emulated_(record::is_emulated(cell.cell->host)) {
    const auto& cpu = cell.launchers.one_thread.cpu;
    if (!emulated_) {
      record_.target_note = host::target_note(cell_.target, cell_.host,
                                              cpu ? std::optional<unsigned>(*cpu) : std::nullopt);
    }
    Listing listing;
    guarded([&] {
      listing = list_benchmarks(cell.launchers.one_thread);
      record_.outcome = listing.outcome;
      notes_ = listing.notes;
    });
    if (!record_.outcome.good()) return;
    chosen_ = choose(std::move(listing.names), choice_of(cell_, true));
    record_.listed = chosen_.names.size();
    for (const std::size_t index : chosen_.active) {
      indices_[chosen_.benchmarks.at(index).name] = index;
      names_.push_back(chosen_.benchmarks.at(index).name);
    }
    if (!cell_.options.nonce.empty()) {
      guarded([&] {
        record_.controls = run_controls(cell.launchers.one_thread, chosen_.names,
                                        cell_.program.cell.suite, cell_.options.nonce);
      });
    }
    timing_.emplace(cell_, cell.launchers, chosen_, record_);
    for (const TimedPart& part : cell.finished) take_back(part);
  }
  Timed(const Timed&) = delete;  // timing_ refers to the others

  const Names& names() const { return names_; }
  std::string cell_name() const { return to_text(cell_.program.cell); }
  const ExecutionsDone& told() const { return cell_.told; }
  // Nothing where all of it was timed before.
  std::optional<TimedPart> time(const Names& names, std::uint64_t process) {
    std::vector<std::size_t> wanted;
    for (const std::string& name : names) {
      const auto found = indices_.find(name);
      if (found == indices_.end() || !timing_->is_open(found->second)) continue;
      if (done_.insert({name, process}).second) wanted.push_back(found->second);
    }
    if (wanted.empty()) return std::nullopt;
    const host::Counters before = host::read_counters(host::Root());
    const auto begin = sys::monotonic_now();
    guarded([&] { timing_->time(wanted, process); });
    const auto end = sys::monotonic_now();
    timing_->mark(wanted, process,
                  host::busy_between(before, host::read_counters(host::Root()), end - begin));
    record_.turns.push_back(turn_of(begin, end));
    if (!cell_.options.nonce.empty()) timing_->name_turn(wanted, process, record_.turns.size());
    TimedPart part{timing_->part(wanted, process), timing_->library_version()};
    part.cell.turns = {record_.turns.back()};
    return part;
  }

  // Nothing where it ran before.
  std::optional<TimedPart> check(const std::string& name) {
    const auto found = indices_.find(name);
    if (found == indices_.end() || !timing_->is_open(found->second)) return std::nullopt;
    timing_->check(found->second);
    return TimedPart{timing_->part({found->second}, 1), timing_->library_version()};
  }

  const std::vector<record::TimeSample>* samples(const std::string& name) const {
    const auto found = indices_.find(name);
    if (found == indices_.end() || !timing_->is_open(found->second)) return nullptr;
    const auto* times =
        std::get_if<record::Samples<record::HwTime>>(&chosen_.benchmarks.at(found->second).samples);
    return times == nullptr ? nullptr : &times->values;
  }

  record::CellRecord finish() {
    if (timing_) {
      timing_->tell_lost();
      notes_.add(timing_->notes());
    }
    if (emulated_ && record_.outcome.good() && !chosen_.benchmarks.empty()) {
      record_.outcome = base::Outcome::unavailable(
          std::string(record::kEmulatedHost),
          "this machine is emulated: results were checked, and no times were kept");
    }
    record_.notes = notes_.texts();
    for (auto& [index, benchmark] : chosen_.benchmarks) record_.benchmarks.push_back(benchmark);
    return std::move(record_);
  }

 private:
  // What this machine can't give costs one cell, and not all of them.
  void guarded(const std::function<void()>& action) {
    try {
      action();
    } catch (const base::Error& error) {
      if (error.exit() == base::Exit::interrupted) throw;
      record_.outcome = outcome_of(error);
    }
  }

  void take_back(const TimedPart& part) {
    std::ranges::copy(part.cell.turns, std::back_inserter(record_.turns));
    timing_->take_back(part.cell, part.library_version);
    for (const record::Benchmark& each : part.cell.benchmarks) {
      const auto* times = std::get_if<record::Samples<record::HwTime>>(&each.samples);
      if (times == nullptr) continue;
      for (const auto& sample : times->values) done_.insert({each.name, sample.process});
    }
  }

  const CellToRun& cell_;
  const bool emulated_;
  record::CellRecord record_;
  Chosen chosen_;
  ProcessNotes notes_;
  std::optional<CellTiming> timing_;
  std::map<std::string, std::size_t> indices_;  // of what is to be timed
  Names names_;
  std::set<std::pair<std::string, std::uint64_t>> done_;
};

class Rounds {
 public:
  Rounds(std::span<const CellInTurns> cells, const KeepPart& keep)
      : keep_(keep),
        options_(cells.front().cell->options),
        emulated_(record::is_emulated(cells.front().cell->host)),
        begin_(sys::monotonic_now()) {
    base::ShortHash hash;
    for (const CellInTurns& each : cells) {
      timed_.emplace_back(each);
      hash.add(to_text(each.cell->program.cell));
    }
    seed_ = hash.number();
    std::set<std::string> seen;
    for (const Timed& each : timed_) {
      for (const std::string& name : each.names()) {
        if (seen.insert(name).second) names_.push_back(name);
      }
    }
  }

  std::vector<record::CellRecord> run() {
    if (emulated_) {
      check_all();
    } else {
      time_all();
    }
    std::vector<record::CellRecord> records;
    for (Timed& each : timed_) records.push_back(each.finish());
    return records;
  }

 private:
  void check_all() {
    planned_ = names_.size();
    for (const std::string& name : names_) {
      for (std::size_t index = 0; index < timed_.size(); ++index) {
        sys::stop_if_interrupted();
        if (const auto part = timed_[index].check(name)) keep_(index, *part);
      }
      ++done_;
      tell();
    }
  }

  void time_all() {
    std::uint64_t process = 1;
    planned_ = options_.processes * names_.size();
    for (; process <= options_.processes; ++process) time(names_, process);
    const nanoseconds least = spent_;
    for (; process <= kMostTimes * options_.processes; ++process) {
      const Names open = unknown();
      if (open.empty() || is_over(least)) break;
      planned_ += open.size();
      time(open, process);
    }
  }

  void tell() const {
    for (const Timed& cell : timed_) {
      if (cell.told()) cell.told()(done_, planned_);
    }
  }

  // So many as take a turn, in the slowest cell.
  std::vector<Names> turns_of(const Names& names) const {
    std::vector<Names> turns(1);
    double ns = 0;
    for (const std::string& name : names) {
      const auto known = ns_of_.find(name);
      const double more = known == ns_of_.end() ? kUnknownNs : known->second;
      const bool full = is_of_round() && turns.back().size() == record::kMostInTurn;
      if (full || (!turns.back().empty() && ns + more > kTurnNs)) {
        turns.emplace_back();
        ns = 0;
      }
      turns.back().push_back(name);
      ns += more;
    }
    return turns;
  }

  bool is_of_round() const { return !options_.nonce.empty(); }

  // As the round's nonce wants it: by keys that nobody could choose.
  template <class Item, class NameOf>
  void sort_for_round(std::vector<Item>& items, std::uint64_t process,
                      const NameOf& name_of) const {
    std::ranges::sort(items, {}, [&](const Item& item) {
      return record::order_key(options_.nonce, process, name_of(item));
    });
  }

  void time(Names names, std::uint64_t process) {
    stats::Random random(seed_ + process);
    std::vector<std::size_t> order(timed_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (is_of_round()) {
      sort_for_round(names, process, [](const std::string& name) { return name; });
      sort_for_round(order, process, [&](std::size_t index) { return timed_[index].cell_name(); });
    }
    for (const Names& turn : turns_of(names)) {
      if (!is_of_round()) random.shuffle(order);
      double longest = 0;
      for (const std::size_t index : order) {
        sys::stop_if_interrupted();
        const auto begin = sys::monotonic_now();
        if (const auto part = timed_[index].time(turn, process)) keep_(index, *part);
        const nanoseconds took = sys::monotonic_now() - begin;
        spent_ += took;
        longest = std::max(longest, static_cast<double>(took.count()));
      }
      const double each = longest / static_cast<double>(turn.size());
      for (const std::string& name : turn) ns_of_[name] = each;
      done_ += turn.size();
      tell();
    }
  }

  // Whose ratio to the first cell another process could tell more of.
  Names unknown() const {
    Names open;
    for (const std::string& name : names_) {
      const auto* base = timed_.front().samples(name);
      const bool wide = std::any_of(timed_.begin() + 1, timed_.end(), [&](const Timed& each) {
        const auto* head = each.samples(name);
        return base != nullptr && head != nullptr && !is_known(*base, *head);
      });
      if (wide) open.push_back(name);
    }
    return open;
  }

  bool is_over(nanoseconds least) const {
    const auto most = std::chrono::duration_cast<nanoseconds>(least * (1 + kMostMore));
    return spent_ >= most || (options_.budget && sys::monotonic_now() - begin_ >= *options_.budget);
  }

  const KeepPart& keep_;
  const RunOptions& options_;
  const bool emulated_;
  nanoseconds begin_, spent_{0};
  std::deque<Timed> timed_;
  Names names_;
  std::map<std::string, double> ns_of_;  // of a process of the slowest cell
  std::uint64_t seed_ = 0;
  std::size_t done_ = 0, planned_ = 0;  // executions of a benchmark in each cell
};

}  // namespace

std::vector<record::CellRecord> time_in_turns(std::span<const CellInTurns> cells,
                                              const KeepPart& keep) {
  return Rounds(cells, keep).run();
}

std::size_t executions_planned(const CellToRun& cell, const TimingLaunchers& launchers) {
  try {
    Listing listing = list_benchmarks(launchers.one_thread);
    if (!listing.outcome.good()) return 0;
    const std::size_t benchmarks =
        choose(std::move(listing.names), choice_of(cell, true)).active.size();
    return record::is_emulated(cell.host) ? benchmarks : benchmarks * cell.options.processes;
  } catch (const base::Error& error) {
    if (error.exit() == base::Exit::interrupted) throw;
    return 0;  // what is wrong is told where it is timed
  }
}

bool is_known(const std::vector<record::TimeSample>& base,
              const std::vector<record::TimeSample>& head) {
  const auto shift = stats::median_shift(log_medians(base), log_medians(head), stats::kConfidence);
  return shift && shift->interval.high - shift->interval.low <= kKnown;
}

}  // namespace assay::run
