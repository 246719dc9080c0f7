// SPDX-License-Identifier: Apache-2.0
// The geometric mean of named ratios, with the names of those that can't enter it, so that nobody
// takes a mean over some of the benchmarks for one over all of them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::stats {

struct NamedRatio {
  std::string name;
  std::optional<double> ratio;  // none: only one side has a value
};

struct GeometricMean {
  std::optional<double> value;        // none when nothing could enter
  std::size_t used = 0;               // how many ratios entered
  std::vector<std::string> left_out;  // in the order given: absent, zero, negative or not finite
};

// Fleming & Wallace 1986: only the geometric mean keeps the order when the reference changes.
GeometricMean geometric_mean(std::span<const NamedRatio> ratios);

}  // namespace assay::stats
