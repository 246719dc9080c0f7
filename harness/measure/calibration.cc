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
constexpr unsigned kPairsOfOnePass = 5;  // above the ladder
constexpr double kLeadNs = 2e6;  // a third of it was enough for every kernel of the evaluation
constexpr int kShots = 3;
constexpr int kRepeats = 21;    // of each time that dilution is made of
constexpr int kFewRepeats = 3;  // above the ladder, where they would take longer than blocks

bool is_on_ladder(double slice_ns, const Rung& rung) { return slice_ns <= 1.5 * rung.slice_ns; }

// Where the slice is one pass, however long.
unsigned pairs_of(double slice_ns) {
  for (const Rung& rung : kLadder) {
    if (is_on_ladder(slice_ns, rung)) return rung.pairs;
  }
  return kPairsOfOnePass;
}

std::int64_t prime_of(std::int64_t passes) { return std::max<std::int64_t>(1, passes / 4); }

// Of a few slices: one that was held up would make all others too short.
std::optional<double> shortest(const TimeSlice& time, std::int64_t passes) {
  std::optional<double> least;
  for (int repeat = 0; repeat < kShots; ++repeat) {
    const auto took = time(repeat == 0 && passes == 1 ? 1 : 0, passes);
    if (!took) return took;
    least = std::min(least.value_or(*took), *took);
  }
  return least;
}

// ns of a pass, roughly: doubles until the clock's own cost is small beside the slice. Nothing
// after a fault, 0 where more passes do not take longer.
std::optional<double> pass_ns(const TimeSlice& time) {
  for (std::int64_t passes = 1; passes <= kMostPasses; passes *= 2) {
    const auto took = shortest(time, passes);
    if (!took) return took;
    if (*took >= kLadder[0].slice_ns / 4) return *took / static_cast<double>(passes);
  }
  return 0;
}

// How many passes take so long; what a worker answers may be absurd.
std::int64_t passes_in(double slice_ns, double per_pass) {
  const double passes = std::round(slice_ns / per_pass);
  return static_cast<std::int64_t>(std::clamp(passes, 1.0, static_cast<double>(kMostPasses)));
}

struct Doubling {
  double once_ns, twice_ns, dilution;
};
std::optional<Doubling> double_up(const TimeSlice& time, std::int64_t passes, int repeats) {
  std::vector<double> once, twice, dilution;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const auto one = time(prime_of(passes), passes);
    if (!one) return std::nullopt;
    const auto two = time(prime_of(passes), 2 * passes);
    if (!two) return std::nullopt;
    once.push_back(*one);
    twice.push_back(*two);
    dilution.push_back((2 * *one - *two) / *one);
  }
  return Doubling{*stats::median(once), *stats::median(twice), *stats::median(dilution)};
}

}  // namespace

Calibration calibrate(const TimeSlice& time) {
  Calibration result{.fault = base::Outcome::ok(), .slices = {}};
  const auto roughly = pass_ns(time);
  if (!roughly) return result;
  if (*roughly <= 0) {
    // Whole processes tell whether there is no work, or always the same.
    result.fault = base::Outcome::unavailable("not-sliceable", no_time(kMostPasses).reason);
    return result;
  }
  double per_pass = *roughly;
  for (const Rung& rung : kLadder) {
    const std::int64_t wanted = passes_in(rung.slice_ns, per_pass);
    if (result.slice_ns > 0 && wanted == result.slices.passes) continue;  // one long pass
    const bool is_long = !is_on_ladder(per_pass * static_cast<double>(wanted), kLadder.back());
    const auto times = double_up(time, wanted, is_long ? kFewRepeats : kRepeats);
    if (!times) return result;
    per_pass = times->twice_ns / static_cast<double>(2 * wanted);
    result.dilution = std::max(0.0, times->dilution);
    result.slices = {.prime = prime_of(wanted), .passes = wanted, .pairs = rung.pairs};
    result.slice_ns = times->once_ns;
    if (result.dilution <= record::kMostDilution) break;
  }
  const double leads = static_cast<double>(result.slices.passes) * kLeadNs / result.slice_ns;
  result.slices.lead = std::llround(std::min(leads, static_cast<double>(kMostPasses)));
  if (result.slices.passes == 1) result.slices.pairs = pairs_of(result.slice_ns);
  return result;
}

Calibration calibrate(const BlockRequest& request, stats::Random& random) {
  const Layout layout = draw_layout(random);
  WorkerProcess one(worker_of(request.base, request, layout));
  WorkerProcess other(worker_of(request.base, request, layout));
  base::Outcome fault = base::Outcome::ok();
  double outside = 0;
  Calibration result = calibrate([&](std::int64_t prime, std::int64_t passes) {
    std::optional<double> took;
    if (const auto slice = one.slice(prime, passes)) {
      took = std::max(1.0, static_cast<double>(slice->wall_ns));
      outside = static_cast<double>(slice->outside_ns) / *took;
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
  result.outside = outside;
  return result;
}

}  // namespace assay::measure
