// SPDX-License-Identifier: Apache-2.0
#include "stats/geomean.h"

#include <cmath>

namespace assay::stats {

GeometricMean geometric_mean(std::span<const NamedRatio> ratios) {
  GeometricMean mean;
  double sum_of_logarithms = 0;  // the product of many ratios would leave the range of a double
  for (const NamedRatio& each : ratios) {
    if (!each.ratio || !std::isfinite(*each.ratio) || *each.ratio <= 0) {
      mean.left_out.push_back(each.name);
      continue;
    }
    sum_of_logarithms += std::log(*each.ratio);
    ++mean.used;
  }
  if (mean.used > 0) mean.value = std::exp(sum_of_logarithms / static_cast<double>(mean.used));
  return mean;
}

}  // namespace assay::stats
