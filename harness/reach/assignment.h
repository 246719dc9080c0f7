// SPDX-License-Identifier: Apache-2.0
// Which targets are measured at which places: each at every place whose CPU can execute it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "catalog/target.h"
#include "record/host.h"

namespace assay::reach {

struct PlaceHost {
  std::string name;
  record::Host host;
};

struct Assignment {
  struct Pair {
    std::size_t target, place;  // positions
  };
  struct Nowhere {
    std::size_t target;
    std::string why;  // "no place can execute armhf (lab1: ...)"
  };
  std::vector<Pair> pairs;  // by target, then by place
  std::vector<Nowhere> targets_left;
  std::vector<std::string> places_left;  // a sentence for each place that got nothing
};

Assignment assign(const std::vector<catalog::Target>& targets,
                  const std::vector<PlaceHost>& places);

}  // namespace assay::reach
