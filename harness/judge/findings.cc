// SPDX-License-Identifier: Apache-2.0
#include "judge/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::judge {

void Findings::add(Finding finding) {
  if (++places_[finding.code] == 1) firsts_.push_back(std::move(finding));
}

std::vector<Finding> Findings::take() {
  for (Finding& each : firsts_) {
    const std::size_t more = places_[each.code] - 1;
    if (more > 0) {
      each.reason += fmt::format("; likewise in {} more place{}", more, more == 1 ? "" : "s");
    }
  }
  std::ranges::stable_partition(firsts_, &Finding::refuses);
  places_.clear();
  return std::exchange(firsts_, {});
}

}  // namespace assay::judge
