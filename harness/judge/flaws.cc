// SPDX-License-Identifier: Apache-2.0
#include "judge/flaws.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::judge {

void Flaws::add(Flaw finding) {
  if (++places_[finding.code] == 1) firsts_.push_back(std::move(finding));
}

std::vector<Flaw> Flaws::take() {
  for (Flaw& each : firsts_) {
    const std::size_t more = places_[each.code] - 1;
    if (more > 0) {
      each.reason += fmt::format("; likewise in {} more place{}", more, more == 1 ? "" : "s");
    }
  }
  std::ranges::stable_partition(firsts_, &Flaw::refuses);
  places_.clear();
  return std::exchange(firsts_, {});
}

}  // namespace assay::judge
