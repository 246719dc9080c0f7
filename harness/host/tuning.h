// SPDX-License-Identifier: Apache-2.0
// What could be set otherwise on this machine so that times repeat better. Only looks.
#pragma once

#include <string>
#include <vector>

#include "host/root.h"

namespace assay::host {

struct Tuning {
  std::string what;  // "governor of policy0"
  std::string file;  // absolute
  std::string now, wanted;
};

// Settings that exist here and are not as they should be: governors at performance with the lowest
// frequency at the highest, no boost, no huge pages but on demand, randomised layouts. Frequencies
// are the CPU's own affair where it has none of these files, as in most guests.
std::vector<Tuning> tunings(const Root& root);

}  // namespace assay::host
