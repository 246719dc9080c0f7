// SPDX-License-Identifier: Apache-2.0
// The median of a bootstrap resample, drawn at once: which two of n ordered values stand in the
// middle of n draws with replacement has a distribution that can be written down (Maritz & Jarrett
// 1978), so nobody has to draw n values and order them. For bootstrap intervals.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "stats/random.h"

namespace assay::stats {

// Places, from 0, of the lower and the upper middle value; the same one when n is odd.
struct MiddlePair {
  std::uint32_t lower = 0;
  std::uint32_t upper = 0;
  double probability = 0;
};
std::vector<MiddlePair> middle_pairs(std::size_t n);

class ResampledMedian {
 public:
  explicit ResampledMedian(std::size_t n);  // n > 0

  std::size_t size() const { return n_; }
  // `ordered` has n values, the smallest first.
  double draw(const double* ordered, Random& random) {
    if (table_.empty()) return draw_each(ordered, random);
    const Entry& entry = table_[random.index(table_.size())];
    const bool own = random.next() < entry.own;
    return (ordered[own ? entry.lower : entry.other_lower] +
            ordered[own ? entry.upper : entry.other_upper]) /
           2;
  }

 private:
  // Two outcomes in fixed proportion: the alias method of Walker 1977.
  struct Entry {
    std::uint64_t own = 0;  // of 2^64
    std::uint32_t lower = 0, upper = 0, other_lower = 0, other_upper = 0;
  };
  double draw_each(const double* ordered, Random& random);

  std::size_t n_;
  std::vector<Entry> table_;          // empty for a large n, whose table would be larger still
  std::vector<std::uint32_t> times_;  // how often each value was drawn
};

}  // namespace assay::stats
