// SPDX-License-Identifier: Apache-2.0
#include "evaluate/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <span>

#include "base/error.h"
#include "evaluate/kernels.h"
#include "stats/clopper_pearson.h"
#include "stats/order.h"
#include "stats/t_test.h"

namespace assay::evaluate {
namespace {

constexpr double kMostDilution = 0.05;  // above it an interval is not expected to hold the ratio
constexpr double kTruthIsKnownTo = 0.0005;  // what surrounds the units of a pass takes time as well
constexpr double kSuite = 200;              // benchmarks, as in G2 and G8
constexpr const char* kHeads[] = {"copy",    "plus1",   "plus2",   "plus5",
                                  "layout0", "layout1", "layout2", "layout3"};

struct Seen {
  const Line* line;
  const Answer* answer;
};
using Filter = std::function<bool(const Seen&)>;

bool slower(const Answer& answer) {
  return answer.verdict == "slower" || answer.verdict == "regressed";
}
bool different(const Answer& answer) { return slower(answer) || answer.verdict == "faster"; }
bool not_slower(const Answer& answer) { return answer.verdict == "not-slower"; }

double truth(const std::string& head) {
  if (head == "plus1") return 1.01;
  if (head == "plus2") return 1.02;
  if (head == "plus10") return 1.1;
  return head == "plus5" ? 1.05 : 1;
}

struct Share {
  std::size_t of = 0, all = 0;
  double value() const { return all == 0 ? 0 : static_cast<double>(of) / static_cast<double>(all); }
};

// "32/40 = 80 % (64 to 91)"
std::string show(const Share& share) {
  if (share.all == 0) return "-";
  const auto limits = stats::clopper_pearson(share.of, share.all, stats::kConfidence);
  return fmt::format("{}/{} = {:.3g} % ({:.2g} to {:.3g})", share.of, share.all,
                     100 * share.value(), 100 * limits.low, 100 * limits.high);
}

class Data {
 public:
  explicit Data(const std::vector<Line>& lines) {
    for (const Line& line : lines) {
      for (const Answer& answer : line.answers) seen_.push_back({&line, &answer});
    }
  }

  std::vector<Seen> which(const std::string& method, const std::string& head,
                          const Filter& filter = {}) const {
    std::vector<Seen> found;
    std::ranges::copy_if(seen_, std::back_inserter(found), [&](const Seen& one) {
      return one.line->task.method == method && one.line->task.head.starts_with(head) &&
             (!filter || filter(one));
    });
    return found;
  }

 private:
  std::vector<Seen> seen_;
};

Share share(const std::vector<Seen>& seen, bool (*wanted)(const Answer&)) {
  Share result{0, seen.size()};
  for (const Seen& one : seen) result.of += wanted(*one.answer) ? 1 : 0;
  return result;
}

std::vector<double> seconds(const std::vector<Seen>& seen) {
  std::vector<double> values;
  for (const Seen& one : seen) values.push_back(one.answer->seconds);
  return values;
}

double mean_seconds(const std::vector<Seen>& seen) { return stats::moments(seconds(seen)).mean; }

// "-" for figures of what was not seen.
std::string pair_text(bool seen, double first, double second) {
  return seen ? fmt::format("{:.2f}, {:.2f}", first, second) : "-";
}

const KernelSet& set_of(const std::vector<Line>& lines) {
  if (lines.empty()) throw base::Error(base::Exit::usage, "there are no lines to make a table of");
  for (const Line& line : lines) {
    if (line.set != lines[0].set) {
      throw base::Error(base::Exit::usage,
                        fmt::format("lines of two sets, {} and {}", lines[0].set, line.set));
    }
  }
  for (const KernelSet* const set : kSets) {
    if (set->name == lines[0].set) return *set;
  }
  throw base::Error(base::Exit::usage, fmt::format("{} is not a set of kernels", lines[0].set));
}

const Kernel* kernel_of(const KernelSet& set, const Seen& seen) {
  const auto found = std::ranges::find(set.kernels, seen.answer->kernel, &Kernel::name);
  return found == set.kernels.end() ? nullptr : &*found;
}

std::string joined(const std::set<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string head_of(const std::vector<Line>& lines, const KernelSet& set) {
  std::set<std::string> versions, machines, names;
  std::set<unsigned> rounds;
  std::size_t unfit = 0, gates = 0;
  for (const Line& line : lines) {
    versions.insert(line.harness);
    machines.insert(line.machine);
    rounds.insert(line.task.round);
    if (!line.task.method.starts_with("assay")) continue;
    ++gates;
    unfit += line.unfit.empty() ? 0 : 1;
  }
  for (const Kernel& kernel : set.kernels) names.insert(kernel.name);
  const auto dates = std::ranges::minmax(lines, {}, &Line::created);
  return fmt::format(
      "{} rounds, {} to {}; {}; {}.\nKernels ({}): {}.\nThe host called itself unfit in {} of {} "
      "gates.\n\n",
      rounds.size(), dates.min.created, dates.max.created, joined(machines), joined(versions),
      set.name, joined(names), unfit, gates);
}

std::string methods_table(const Data& data) {
  std::string text =
      "| method | unchanged: called slower | unchanged: called different | +1 % found | +2 % found "
      "| +5 % found | s, unchanged: mean, median | s at +2 %, +5 % |\n|---|---|---|---|---|---|---|"
      "---|\n";
  for (const std::string method :
       {"assay", "assay at 1 %", "compare.py", "interleaved", "hyperfine", "RMIT"}) {
    if (data.which(method, "").empty()) continue;
    const auto same = data.which(method, "copy"), two = data.which(method, "plus2"),
               five = data.which(method, "plus5");
    text += fmt::format(
        "| {} | {} | {} | {} | {} | {} | {} | {} |\n", method, show(share(same, slower)),
        show(share(same, different)), show(share(data.which(method, "plus1"), slower)),
        show(share(two, slower)), show(share(five, slower)),
        pair_text(!same.empty(), mean_seconds(same), stats::median(seconds(same)).value_or(0)),
        pair_text(!two.empty() || !five.empty(), mean_seconds(two), mean_seconds(five)));
  }
  return text + "\n";
}

std::string gate_row(const Data& data, const std::string& name, const Filter& filter) {
  const auto same = data.which("assay", "copy", filter), two = data.which("assay", "plus2", filter),
             five = data.which("assay", "plus5", filter);
  return fmt::format("| {} | {} | {} | {} | {} | {} | {:.2f} | {:.2f} |\n", name,
                     show(share(same, slower)), show(share(same, not_slower)),
                     show(share(data.which("assay at 1 %", "plus1", filter), slower)),
                     show(share(two, slower)), show(share(five, slower)), mean_seconds(same),
                     mean_seconds(two));
}

// A gate whose host is unfit calls only what is far beyond its sentinels: how often for nothing?
std::string unfit_table(const Data& data, const KernelSet& set) {
  std::string text =
      "| on a host that is unfit, under | unchanged: regressed | another layout: regressed | +5 % "
      "|\n"
      "|---|---|---|---|\n";
  for (const std::string& noise : set.noises) {
    const Filter unfit = [&](const Seen& seen) {
      return seen.line->task.noise == noise && !seen.line->unfit.empty();
    };
    text += fmt::format("| {} | {} | {} | {} |\n", noise,
                        show(share(data.which("assay", "copy", unfit), slower)),
                        show(share(data.which("assay", "layout", unfit), slower)),
                        show(share(data.which("assay", "plus5", unfit), slower)));
  }
  return text + "\n";
}

std::string gate_tables(const Data& data, const KernelSet& set) {
  const std::string head =
      " | unchanged: regressed | unchanged: not-slower | +1 % at a margin of 1 % | +2 % | +5 % | "
      "s, "
      "unchanged | s, +2 % |\n|---|---|---|---|---|---|---|---|\n";
  std::string text = "| the gate under" + head;
  for (const std::string& noise : set.noises) {
    text += gate_row(data, noise, [&](const Seen& seen) { return seen.line->task.noise == noise; });
  }
  text += "\n| the gate on" + head;
  for (const Kernel& kernel : set.kernels) {
    text += gate_row(data, kernel.name,
                     [&](const Seen& seen) { return seen.answer->kernel == kernel.name; });
  }
  return text + "\n";
}

// Does the interval hold what was really done, to so much?
Share coverage(const Data& data, double tolerance, const Filter& filter = {}) {
  Share result;
  for (const std::string head : {"copy", "plus1", "plus2", "plus5"}) {
    for (const Seen& seen : data.which("assay", head, filter)) {
      const Answer& answer = *seen.answer;
      if (answer.high == 0 || answer.dilution > kMostDilution) continue;
      ++result.all;
      const double ratio = truth(seen.line->task.head);
      result.of += answer.low - tolerance <= ratio && ratio <= answer.high + tolerance ? 1 : 0;
    }
  }
  return result;
}

// How far off the gate's ratios are, kernel by kernel.
std::string ratios_table(const Data& data, const KernelSet& set) {
  std::string text = "| time beside the base's, median";
  for (const char* head : kHeads) text += fmt::format(" | {}", head);
  text += " | intervals that hold the true ratio, to 0.05 % | exactly |\n|---";
  for (std::size_t i = 0; i < std::size(kHeads) + 2; ++i) text += "|---";
  text += "|\n";
  for (const Kernel& kernel : set.kernels) {
    const Filter own = [&](const Seen& seen) { return seen.answer->kernel == kernel.name; };
    text += "| " + kernel.name;
    for (const char* head : kHeads) {
      std::vector<double> ratios;
      for (const Seen& seen : data.which("assay", head, own)) {
        if (seen.answer->ratio > 0)
          ratios.push_back(seen.answer->ratio);  // else no block was usable
      }
      const auto median = stats::median(ratios);
      text += median ? fmt::format(" | {:+.2f} %", 100 * (*median - 1)) : " | -";
    }
    text += fmt::format(" | {} | {} |\n", show(coverage(data, kTruthIsKnownTo, own)),
                        show(coverage(data, 0, own)));
  }
  return text + "\n";
}

struct Goal {
  std::string id, what, wanted, measured;
  bool reached;
};

std::vector<Goal> goals_of(const Data& data, const KernelSet& set) {
  const auto steady = [&](const Seen& seen) {
    const Kernel* const kernel = kernel_of(set, seen);
    return kernel != nullptr && !kernel->latency;
  };
  const auto cpu = [&](const Seen& seen) {
    const Kernel* const kernel = kernel_of(set, seen);
    return kernel != nullptr && kernel->cpu_bound;
  };
  const auto same = data.which("assay", "copy"), two = data.which("assay", "plus2"),
             five = data.which("assay", "plus5"), fine = data.which("assay at 1 %", "plus1"),
             fine_cpu = data.which("assay at 1 %", "plus1", cpu);
  const Share red = share(same, slower), at_five = share(five, slower), at_two = share(two, slower),
              at_two_steady = share(data.which("assay", "plus2", steady), slower),
              at_one = share(fine, slower), at_one_cpu = share(fine_cpu, slower),
              wrong = share(two, not_slower), quiet = share(same, not_slower),
              layout = share(data.which("assay", "layout"), slower),
              covered = coverage(data, kTruthIsKnownTo);
  const double red_runs = 1 - std::pow(1 - red.value(), kSuite);
  const double mean = mean_seconds(same), typical = stats::median(seconds(same)).value_or(0);
  const double slow_two = mean_seconds(two), slow_five = mean_seconds(five);
  return {
      {"G1", "unchanged called regressed", "0 in 600", show(red), red.of == 0 && red.all >= 600},
      {"G2", "red runs of 200 unchanged, from G1", "at most 1 %",
       fmt::format("{:.2g} %", 100 * red_runs), red_runs <= 0.01},
      {"G3", "+5 % found", "99 %", show(at_five), at_five.value() >= 0.99},
      {"G4", "+2 % found, without memory latency; all", "95 %; 85 %",
       show(at_two_steady) + "; " + show(at_two),
       at_two_steady.value() >= 0.95 && at_two.value() >= 0.85},
      {"G5", "+1 % at a margin of 1 %, bound by the CPU and seconds; all", "98 % in 1.5 s; 65 %",
       fmt::format("{} in {:.2f} s; {}", show(at_one_cpu), mean_seconds(fine_cpu), show(at_one)),
       at_one_cpu.value() >= 0.98 && mean_seconds(fine_cpu) <= 1.5 && at_one.value() >= 0.65},
      {"G6", "seconds, unchanged: mean, median", "0.9, 0.45",
       fmt::format("{:.2f}, {:.2f}", mean, typical), mean <= 0.9 && typical <= 0.45},
      {"G7", "seconds at +2 %, +5 %", "2.5, 2.0",
       fmt::format("{:.2f}, {:.2f}", slow_two, slow_five), slow_two <= 2.5 && slow_five <= 2.0},
      {"G8", "200 unchanged, minutes, from G6", "3.5", fmt::format("{:.1f}", kSuite * mean / 60),
       kSuite * mean / 60 <= 3.5},
      {"G9", "not-slower at +2 %", "at most 2 %", show(wrong), wrong.value() <= 0.02},
      {"G10", "unchanged that end not-slower", "97 %", show(quiet), quiet.value() >= 0.97},
      {"G11", "95 % intervals that hold the true ratio, to 0.05 %; exactly", "93 to 97 %",
       show(covered) + "; " + show(coverage(data, 0)),
       covered.value() >= 0.93 && covered.value() <= 0.97},
      {"G12", "another layout called regressed", "at most 0.5 %", show(layout),
       layout.value() <= 0.005}};
}

// How often a kernel was measured in the way in which it is measured most of the time.
Share usual_mode(const Data& data, const KernelSet& set) {
  Share result;
  for (const Kernel& kernel : set.kernels) {
    std::map<std::string, std::size_t> times;
    for (const Seen& seen : data.which("assay", "")) {
      if (seen.answer->kernel != kernel.name) continue;
      ++times[seen.answer->mode];
      ++result.all;
    }
    std::size_t most = 0;
    for (const auto& [mode, count] : times) most = std::max(most, count);
    result.of += most;
  }
  return result;
}

// Of plain loops, which are measured in calls.
std::vector<Goal> goals_of_plain(const Data& data, const KernelSet& set) {
  const auto same = data.which("assay", "copy");
  const Share red = share(same, slower), at_two = share(data.which("assay", "plus2"), slower),
              at_five = share(data.which("assay", "plus5"), slower),
              layout = share(data.which("assay", "layout"), slower), mode = usual_mode(data, set);
  const double mean = mean_seconds(same);
  return {
      {"P1", "unchanged called regressed", "0 in 300", show(red), red.of == 0 && red.all >= 300},
      {"P2", "seconds, unchanged: mean", "1.5", fmt::format("{:.2f}", mean), mean <= 1.5},
      {"P3", "+2 % found", "85 %", show(at_two), at_two.value() >= 0.85},
      {"P4", "+5 % found", "98 %", show(at_five), at_five.value() >= 0.98},
      {"P5", "measured in the kernel's usual mode", "99 %", show(mode), mode.value() >= 0.99},
      {"P6", "another layout called regressed", "at most 2 %", show(layout),
       layout.value() <= 0.02}};
}

bool says(const Seen& seen, std::string_view word) { return seen.answer->verdict == word; }

// How often each word was said, and means left out 1.
std::string words_table(const Data& data, const KernelSet& set) {
  std::string text =
      "| words under | unchanged: faster or slower | unchanged: tie | unchanged: unclear | +5 %: "
      "slower | +10 %: slower | means of unchanged that leave out 1 | intervals that hold the true "
      "ratio |\n|---|---|---|---|---|---|---|---|\n";
  for (const std::string& noise : set.noises) {
    const auto rows = [&](const char* head, bool mean) {
      return data.which("words", head, [&](const Seen& seen) {
        return seen.line->task.noise == noise && seen.line->task.head == head &&
               (seen.answer->kernel == "geometric mean") == mean;
      });
    };
    const auto same = rows("copy", false);
    const auto count = [](const std::vector<Seen>& seen, const auto& wanted) {
      return Share{static_cast<std::size_t>(std::ranges::count_if(seen, wanted)), seen.size()};
    };
    Share held;
    for (const char* head : {"copy", "plus5", "plus10"}) {
      for (const Seen& seen : rows(head, false)) {
        const double ratio = truth(head);
        ++held.all;
        held.of += seen.answer->low <= ratio && ratio <= seen.answer->high ? 1 : 0;
      }
    }
    text += fmt::format(
        "| {} | {} | {} | {} | {} | {} | {} | {} |\n", noise,
        show(count(same, [](const Seen& one) { return different(*one.answer); })),
        show(count(same, [](const Seen& one) { return says(one, "tie"); })),
        show(count(same, [](const Seen& one) { return says(one, "unclear"); })),
        show(share(rows("plus5", false), slower)), show(share(rows("plus10", false), slower)),
        show(count(rows("copy", true), [](const Seen& one) { return says(one, "different"); })),
        show(held));
  }
  return text;
}

std::string goals_table(const Data& data, const KernelSet& set) {
  std::string text = "| goal | | wanted | measured | |\n|---|---|---|---|---|\n";
  const auto goals = set.name == kPlain.name ? goals_of_plain(data, set) : goals_of(data, set);
  for (const Goal& goal : goals) {
    text += fmt::format("| {} | {} | {} | {} | {} |\n", goal.id, goal.what, goal.wanted,
                        goal.measured, goal.reached ? "reached" : "missed");
  }
  return text;
}

}  // namespace

std::string table(const std::vector<Line>& lines) {
  const KernelSet& set = set_of(lines);
  const Data data(lines);
  if (set.words_only) return head_of(lines, set) + words_table(data, set);
  return head_of(lines, set) + methods_table(data) + gate_tables(data, set) +
         unfit_table(data, set) + ratios_table(data, set) + goals_table(data, set);
}

}  // namespace assay::evaluate
