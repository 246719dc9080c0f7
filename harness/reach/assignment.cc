// SPDX-License-Identifier: Apache-2.0
#include "reach/assignment.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "host/match.h"

namespace assay::reach {

Assignment assign(const std::vector<catalog::Target>& targets,
                  const std::vector<PlaceHost>& places) {
  Assignment assignment;
  for (std::size_t target = 0; target < targets.size(); ++target) {
    std::vector<std::string> reasons;
    for (std::size_t place = 0; place < places.size(); ++place) {
      const base::Outcome outcome = host::can_execute(targets[target], places[place].host);
      if (outcome.good()) {
        assignment.pairs.push_back({target, place});
      } else {
        reasons.push_back(
            fmt::format("{}: {}", places[place].name, base::printable(outcome.reason, 200)));
      }
    }
    if (reasons.size() == places.size()) {
      assignment.targets_left.push_back(
          {target, fmt::format("no place can execute {} ({})", targets[target].name,
                               base::join(reasons, "; "))});
    }
  }
  for (std::size_t place = 0; place < places.size(); ++place) {
    const bool used = std::ranges::any_of(
        assignment.pairs, [&](const Assignment::Pair& pair) { return pair.place == place; });
    if (!used) {
      assignment.places_left.push_back(
          fmt::format("{} can execute none of the targets", places[place].name));
    }
  }
  return assignment;
}

}  // namespace assay::reach
