// SPDX-License-Identifier: Apache-2.0
// What the samples of one benchmark come to, in whatever domain: the same words for counts, times
// and sizes, so that who compares or shows figures need not know which they are.
#pragma once

#include <cstdint>
#include <optional>

namespace assay::record {

// An exact number: numerator / denominator.
struct Fraction {
  std::int64_t numerator = 0;
  std::uint64_t denominator = 1;
  double value() const { return static_cast<double>(numerator) / static_cast<double>(denominator); }
  friend bool operator==(const Fraction&, const Fraction&) = default;
};

struct Figure {
  double value = 0;               // in the unit of the domain
  std::optional<Fraction> exact;  // the same, where the domain's numbers are exact
  double low = 0, high = 0;       // sampled: the range
  double spread = 0;              // how far it repeats, as a share of the value
  double repeated = 1;            // how many iterations, taken together, the value rests on
  bool entry_cost_included = false;
  friend bool operator==(const Figure&, const Figure&) = default;
};

}  // namespace assay::record
