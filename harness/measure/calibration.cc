// SPDX-License-Identifier: Apache-2.0
#include "measure/calibration.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "stats/order.h"

namespace assay::measure {
namespace {

struct Rung {
  double slice_ns;
  unsigned pairs;
};
// Fewer pairs where they are long: a block takes about as long.
constexpr std::array<Rung, 7> kLadder{
    {{0.1e6, 120}, {0.25e6, 60}, {0.5e6, 40}, {1e6, 24}, {2e6, 14}, {4e6, 10}, {8e6, 10}}};
constexpr unsigned kPairsAboveLadder = 5;
constexpr double kLeadNs = 2e6;  // a third of it was enough for every kernel of the evaluation
constexpr int kShots = 3;
constexpr int kRepeats = 21;    // of each time that dilution is made of
constexpr int kFewRepeats = 3;  // above the ladder, where they would take longer than blocks
// A pass fills the caches in far less, so there is nothing to find by doubling it.
constexpr double kNeverDiluted = 1e9;      // ns
constexpr double kLongestForSetUp = 50e6;  // ns of a slice
constexpr double kMostSetUp = 200e6;       // ns of a call: above, whole processes are better
// Beside set-up that is longer than this share of the slice, an untimed call warms little and
// costs as much as the timed one.
constexpr double kMostSetUpToPrime = 0.25;

bool is_on_ladder(double slice_ns, const Rung& rung) { return slice_ns <= 1.5 * rung.slice_ns; }

unsigned pairs_of(double call_ns) {
  for (const Rung& rung : kLadder) {
    if (is_on_ladder(call_ns, rung)) return rung.pairs;
  }
  return kPairsAboveLadder;
}

std::int64_t prime_of(std::int64_t passes) { return std::max<std::int64_t>(1, passes / 4); }

// A pass, roughly, and the set-up of a call.
struct Rough {
  double pass_ns = 0;  // 0 where more passes do not take longer
  double outside_ns = 0;
};

// Of a few slices: one that was held up would make all others too short.
std::optional<double> shortest(const TimeSlice& time, std::int64_t passes,
                               std::vector<double>& outside) {
  std::optional<double> least;
  for (int repeat = 0; repeat < kShots && least.value_or(0) < kNeverDiluted; ++repeat) {
    const auto took = time(0, passes);
    if (!took) return std::nullopt;
    outside.push_back(took->outside_ns);
    least = std::min(least.value_or(took->ns), took->ns);
  }
  return least;
}

// More and more passes, until the clock's own cost is small beside the slice. Each step is at most
// as long as it needs to be, since a slice takes no less than its passes. Nothing after a fault.
std::optional<Rough> rough(const TimeSlice& time) {
  constexpr double kEnough = kLadder[0].slice_ns / 4, kMostAtOnce = 16;
  std::vector<double> outside;
  for (std::int64_t passes = 1; passes <= kMostPasses;) {
    const auto took = shortest(time, passes, outside);
    if (!took) return std::nullopt;
    const double set_up = *stats::median(outside);
    if (*took >= kEnough || set_up > kMostSetUp) {
      return Rough{*took / static_cast<double>(passes), set_up};
    }
    passes *= std::llround(std::clamp(kEnough / std::max(*took, 1.0), 2.0, kMostAtOnce));
  }
  return Rough{};
}

// How many passes take so long; what a worker answers may be absurd.
std::int64_t passes_in(double slice_ns, double per_pass) {
  const double passes = std::round(slice_ns / per_pass);
  return static_cast<std::int64_t>(std::clamp(passes, 1.0, static_cast<double>(kMostPasses)));
}

struct Doubling {
  double once_ns, twice_ns, dilution, outside_ns;
};
std::optional<Doubling> double_up(const TimeSlice& time, std::int64_t prime, std::int64_t passes,
                                  int repeats) {
  std::vector<double> once, twice, dilution, outside;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const auto one = time(prime, passes);
    if (!one) return std::nullopt;
    const auto two = time(prime, 2 * passes);
    if (!two) return std::nullopt;
    once.push_back(one->ns);
    twice.push_back(two->ns);
    dilution.push_back((2 * one->ns - two->ns) / one->ns);
    outside.insert(outside.end(), {one->outside_ns, two->outside_ns});
  }
  return Doubling{*stats::median(once), *stats::median(twice), *stats::median(dilution),
                  *stats::median(outside)};
}

// Tries the ladder's slices from the shortest that is as long as the set-up; false after a fault.
bool climb(const TimeSlice& time, Rough roughly, Calibration& result) {
  for (const Rung& rung : kLadder) {
    const double slice_ns = std::max(rung.slice_ns, std::min(roughly.outside_ns, kLongestForSetUp));
    const std::int64_t passes = passes_in(slice_ns, roughly.pass_ns);
    // Once more the same: one long pass, or set-up that is longer than this step.
    if (result.slice_ns > 0 && passes == result.slices.passes) continue;
    const double call_ns = roughly.pass_ns * static_cast<double>(passes) + roughly.outside_ns;
    const bool primes = roughly.outside_ns <= kMostSetUpToPrime * slice_ns;
    const std::int64_t prime = primes ? prime_of(passes) : 0;
    const bool is_long = !is_on_ladder(call_ns, kLadder.back());
    const auto times = double_up(time, prime, passes, is_long ? kFewRepeats : kRepeats);
    if (!times) return false;
    roughly = {times->twice_ns / static_cast<double>(2 * passes), times->outside_ns};
    result.dilution = std::max(0.0, times->dilution);
    result.slices = {.prime = prime, .passes = passes, .pairs = rung.pairs};
    result.slice_ns = times->once_ns;
    if (passes == 1 || roughly.outside_ns > kMostSetUpToPrime * slice_ns) {
      result.slices.pairs = pairs_of(result.slice_ns + roughly.outside_ns);
    }
    if (result.dilution <= record::kMostDilution) break;
  }
  return true;
}

}  // namespace

Calibration calibrate(const TimeSlice& time) {
  Calibration result{.fault = base::Outcome::ok(), .slices = {}};
  const auto roughly = rough(time);
  if (!roughly) return result;
  result.mostly_set_up = roughly->outside_ns > kMostSetUp;
  if (result.mostly_set_up) return result;
  if (roughly->pass_ns <= 0) {
    // Whole processes tell whether there is no work, or always the same.
    result.fault = base::Outcome::unavailable("not-sliceable", no_time(kMostPasses).reason);
    return result;
  }
  if (roughly->pass_ns >= kNeverDiluted) {
    result.slices.pairs = kPairsAboveLadder;
    result.slice_ns = roughly->pass_ns;
    return result;
  }
  if (!climb(time, *roughly, result)) return result;
  if (result.slices.prime == 0) return result;
  const double leads = static_cast<double>(result.slices.passes) * kLeadNs / result.slice_ns;
  result.slices.lead = std::llround(std::min(leads, static_cast<double>(kMostPasses)));
  return result;
}

namespace {

// A slice that was switched out tells its CPU time: else all others are too short on a busy host.
// One that waits for something is not taken for that, since it lets go of the CPU by itself.
TimedSlice timed(const Slice& slice) {
  const bool held_up = slice.involuntary_switches > 0 && slice.wall_ns > slice.cpu_ns;
  const std::int64_t ns = std::max<std::int64_t>(1, held_up ? slice.cpu_ns : slice.wall_ns);
  return {static_cast<double>(ns), static_cast<double>(slice.outside_ns)};
}

}  // namespace

Calibration calibrate(const BlockRequest& request, stats::Random& random) {
  const Layout layout = draw_layout(random);
  WorkerProcess one(worker_of(request.base, request, layout));
  WorkerProcess other(worker_of(request.base, request, layout));
  base::Outcome fault = base::Outcome::ok();
  Calibration result = calibrate([&](std::int64_t prime, std::int64_t passes) {
    std::optional<TimedSlice> took;
    if (const auto slice = one.slice(prime, passes)) {
      took = timed(*slice);
    } else {
      fault = one.fault();
      return took;
    }
    if (!other.slice(prime, passes)) {
      fault = other.fault();
      took.reset();
    }
    return took;
  });
  if (!fault.good()) result.fault = fault;
  return result;
}

}  // namespace assay::measure
