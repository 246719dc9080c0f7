// SPDX-License-Identifier: Apache-2.0
// Zipf's law with the exponent 1, drawn with whole numbers: the same on all targets.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "data.h"

namespace assay {

// Item r, from 0, is drawn with a probability in proportion to first / (r + 1), rounded down.
class Zipf {
 public:
  // The shares of all items, some first * (ln(items) + 0.6), are less than 2^32 together.
  Zipf(std::size_t items, std::uint32_t first) : ends_(items) {
    std::uint32_t end = 0;
    for (std::uint32_t r = 0; r < items; ++r) ends_[r] = end += first / (r + 1);
  }

  std::size_t draw(Random& random) const {
    const std::uint32_t number = random.below(ends_[ends_.size() - 1]);
    return static_cast<std::size_t>(std::upper_bound(ends_.begin(), ends_.end(), number) -
                                    ends_.begin());
  }

 private:
  Buffer<std::uint32_t> ends_;
};

}  // namespace assay
