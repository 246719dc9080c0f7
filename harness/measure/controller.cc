// SPDX-License-Identifier: Apache-2.0
#include "measure/controller.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "measure/calibration.h"
#include "measure/coarse.h"
#include "measure/cpu_choice.h"
#include "run/limits.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/interrupt.h"
#include "sys/trees.h"

namespace assay::measure {
namespace {

using std::chrono::nanoseconds;

constexpr std::string_view kByProcess = "processes";
constexpr int kRepeatsOfABlock = 2;    // when too many of its pairs were disturbed
constexpr std::size_t kMostFresh = 2;  // times as many fresh blocks as are wanted, at most

// One benchmark on its way to a decision.
struct Undecided {
  const PairToMeasure* pair;
  Side base{}, head{};
  record::PairedBenchmark result;
  std::optional<SlicePlan> slices;
  bool by_process = false;
  nanoseconds spent{0};
};

class Controller {
 public:
  Controller(const std::vector<PairToMeasure>& pairs, const ControllerOptions& options,
             base::Progress& progress)
      : options_(options),
        progress_(progress),
        random_(options.seed + blocks_in(options.before)),  // other coins than the first time
        begin_(sys::monotonic_now()),
        cpu_(options.cpus) {
    for (const PairToMeasure& pair : pairs) {
      all_.push_back({.pair = &pair, .result = {}, .slices = {}});
      all_.back().base = {link_to(pair.base.program), pair.base.filter, pair.base.notes};
      all_.back().head = {link_to(pair.head.program), pair.head.filter, pair.head.notes};
      all_.back().result.name = pair.name;
      all_.back().result.outcome = base::Outcome::ok();
      go_on_with(all_.back());
    }
  }

  std::vector<record::PairedBenchmark> run() {
    std::vector<std::size_t> open, suspects;
    for (std::size_t index = 0; index < all_.size(); ++index) {
      if (!is_screened(index, suspects)) open.push_back(index);
    }
    progress_.stage("measuring in pairs", names_of(open));
    sweep(open, [&](std::size_t index) { return screened(index, suspects); });
    std::erase_if(suspects, [&](std::size_t index) { return is_confirmed(all_[index]); });
    progress_.stage("confirming on fresh data", names_of(suspects));
    sweep(suspects, [&](std::size_t index) { return confirmed(index); });
    std::vector<record::PairedBenchmark> results;
    for (Undecided& each : all_) {
      each.result.seconds = std::chrono::duration<double>(each.spent).count();
      results.push_back(std::move(each.result));
    }
    return results;
  }

 private:
  static std::size_t blocks_in(const std::vector<Measured>& before) {
    std::size_t count = 0;
    for (const Measured& each : before) count += each.result.blocks.size();
    return count;
  }

  void go_on_with(Undecided& each) {
    for (const Measured& before : options_.before) {
      if (before.result.name != each.result.name || before.sentinel != each.pair->sentinel)
        continue;
      each.result = before.result;
      each.slices = before.slices;
      each.by_process = each.result.mode == kByProcess;
      each.spent = std::chrono::duration_cast<nanoseconds>(
          std::chrono::duration<double>(each.result.seconds));
      begin_ -= each.spent;
    }
  }

  std::vector<std::string> names_of(const std::vector<std::size_t>& indices) const {
    std::vector<std::string> names;
    for (const std::size_t index : indices) names.push_back(all_[index].result.name);
    return names;
  }

  // One block of each that is open, in a new order each time, until all are done.
  void sweep(std::vector<std::size_t> open, const std::function<bool(std::size_t)>& done) {
    while (!open.empty()) {
      random_.shuffle(open);
      std::vector<std::size_t> left;
      for (const std::size_t index : open) {
        if (!done(index)) {
          left.push_back(index);
        } else {
          progress_.step(all_[index].result.name, how(all_[index].result));
        }
      }
      open = std::move(left);
    }
  }

  static std::string how(const record::PairedBenchmark& result) {
    if (!result.outcome.good()) return result.outcome.code;
    return fmt::format("{} blocks", result.blocks.size());
  }

  stats::SequentialPlan plan_of(const Undecided& each) const {
    stats::SequentialPlan plan = options_.plan;
    plan.two_sided = plan.two_sided || each.pair->sentinel;
    return plan;
  }

  bool screened(std::size_t index, std::vector<std::size_t>& suspects) {
    Undecided& each = all_[index];
    return over_budget(each) || !measure(each, false) || is_screened(index, suspects);
  }

  // By the blocks that are there.
  bool is_screened(std::size_t index, std::vector<std::size_t>& suspects) const {
    const Undecided& each = all_[index];
    if (!each.result.outcome.good()) return true;
    const stats::SequentialPlan plan = plan_of(each);
    const auto ratios = record::log_ratios(each.result, record::Stage::screening);
    switch (stats::look_at(plan, ratios)) {
      case stats::Look::suspect_slower:
      case stats::Look::suspect_faster:
        suspects.push_back(index);
        return true;
      case stats::Look::not_slower:
      case stats::Look::equivalent:
        return true;
      case stats::Look::go_on:
        break;
    }
    const auto screening =
        std::ranges::count(each.result.blocks, false, &record::Block::confirmation);
    return stats::is_last_look(plan, static_cast<std::size_t>(screening));
  }

  bool confirmed(std::size_t index) {
    return !measure(all_[index], true) || is_confirmed(all_[index]);
  }

  bool is_confirmed(const Undecided& each) const {
    const stats::SequentialPlan plan = plan_of(each);
    const auto family = std::ranges::count_if(
        all_, [&](const Undecided& other) { return other.pair->sentinel == each.pair->sentinel; });
    const auto fresh = record::log_ratios(each.result, record::Stage::confirmation);
    const auto all = record::log_ratios(each.result, record::Stage::all);
    const auto measured = std::ranges::count_if(each.result.blocks, &record::Block::confirmation);
    return !stats::confirmation_goes_on(plan, fresh, all, static_cast<std::size_t>(family)) ||
           static_cast<std::size_t>(measured) >= kMostFresh * plan.extended;
  }

  bool over_budget(Undecided& each) {
    const bool all = options_.budget && sys::monotonic_now() - begin_ > *options_.budget;
    each.result.out_of_budget = all || each.spent > options_.most_for_one;
    return each.result.out_of_budget;
  }

  // Adds one block; false after a fault.
  bool measure(Undecided& each, bool confirmation) {
    sys::stop_if_interrupted();
    const auto begin = sys::monotonic_now();
    const bool good = try_block(each, confirmation);
    each.spent += sys::monotonic_now() - begin;
    if (options_.told) tell(each);
    return good;
  }

  void tell(const Undecided& each) const {
    Measured news{.result = each.result, .sentinel = each.pair->sentinel, .slices = each.slices};
    news.result.seconds = std::chrono::duration<double>(each.spent).count();
    auto& blocks = news.result.blocks;
    blocks.erase(blocks.begin(), each.result.outcome.good() ? blocks.end() - 1 : blocks.end());
    options_.told(news);
  }

  // What this machine can't give costs one benchmark its verdict, and not all of them.
  bool try_block(Undecided& each, bool confirmation) {
    try {
      return add_block(each, confirmation);
    } catch (const base::Error& error) {
      if (error.exit() == base::Exit::interrupted) throw;
      each.result.outcome = run::outcome_of(error);
      return false;
    }
  }

  bool add_block(Undecided& each, bool confirmation) {
    BlockRequest request{.base = each.base,
                         .head = each.head,
                         .slices = {},
                         .cpu = cpu_.next(),
                         .folder = folder_.path(),
                         .timeout = options_.timeout,
                         .memory = options_.memory};
    if (!each.slices && !plan_slices(each, request)) return false;
    for (int tries = 0;; ++tries) {
      request.slices = *each.slices;
      BlockResult measured =
          each.by_process ? measure_processes(request, random_) : measure_block(request, random_);
      if (head_needs_processes(each, measured)) {
        if (!use_processes(each, request)) return false;
        continue;
      }
      if (!measured.block) return fail(each, measured.fault, measured.head_failed);
      each.result.mode = measured.mode;
      const bool usable = record::log_ratio(*measured.block).has_value();
      if (!usable && tries < kRepeatsOfABlock) continue;
      measured.block->confirmation = confirmation;
      each.result.blocks.push_back(std::move(*measured.block));
      return true;
    }
  }

  // No worker in the program, or one that can't slice this benchmark.
  static bool needs_processes(const base::Outcome& fault) {
    return fault.code == "no-worker" || fault.code == "not-sliceable";
  }

  // Only the base was asked before the first block.
  static bool head_needs_processes(const Undecided& each, const BlockResult& measured) {
    return !measured.block && !each.by_process && each.result.blocks.empty() &&
           needs_processes(measured.fault);
  }

  // False after a fault, which is the base's.
  bool plan_slices(Undecided& each, const BlockRequest& request) {
    const Calibration calibration = calibrate(request, random_);
    if (needs_processes(calibration.fault) || calibration.mostly_set_up) {
      return use_processes(each, request);
    }
    return take(each, calibration);
  }

  bool use_processes(Undecided& each, const BlockRequest& request) {
    each.by_process = true;
    return take(each, calibrate_processes(request, random_));
  }

  // False after a fault, which is the base's.
  static bool take(Undecided& each, const Calibration& calibration) {
    if (!calibration.fault.good()) return fail(each, calibration.fault, false);
    each.slices = calibration.slices;
    each.result.passes = static_cast<std::uint64_t>(calibration.slices.passes);
    each.result.dilution = calibration.dilution;
    return true;
  }

  // The program by a name as long as every other: a program's own path lies in its stack and heap,
  // and moves what lies behind it.
  std::filesystem::path link_to(const std::filesystem::path& program) {
    const auto [link, added] = links_.try_emplace(program);
    if (added) {
      link->second = names_.path() / fmt::format("{:06}", links_.size());
      sys::make_link(std::filesystem::absolute(program), link->second);
    }
    return link->second;
  }

  static bool fail(Undecided& each, const base::Outcome& fault, bool head) {
    each.result.outcome = record::of_side(fault, head);
    // Another process of the same program was a worker.
    if (fault.code == "no-worker") each.result.outcome.code = "exit";
    return false;
  }

  const ControllerOptions& options_;
  base::Progress& progress_;
  stats::Random random_;
  nanoseconds begin_;
  CpuChoice cpu_;
  sys::TemporaryFolder folder_, names_;
  std::map<std::filesystem::path, std::filesystem::path> links_;
  std::vector<Undecided> all_;
};

}  // namespace

void add(std::vector<Measured>& all, const Measured& news) {
  const auto known = std::ranges::find_if(all, [&](const Measured& each) {
    return each.result.name == news.result.name && each.sentinel == news.sentinel;
  });
  if (known == all.end()) {
    all.push_back(news);
    return;
  }
  auto blocks = std::move(known->result.blocks);
  blocks.insert(blocks.end(), news.result.blocks.begin(), news.result.blocks.end());
  *known = news;
  known->result.blocks = std::move(blocks);
}

std::vector<record::PairedBenchmark> measure_pairs(const std::vector<PairToMeasure>& pairs,
                                                   const ControllerOptions& options,
                                                   base::Progress& progress) {
  return Controller(pairs, options, progress).run();
}

}  // namespace assay::measure
