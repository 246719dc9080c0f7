// SPDX-License-Identifier: Apache-2.0
// The command of this machine that goes before a place is reached, such as one that switches a
// board on.
#pragma once

#include <functional>
#include <string>

#include "reach/place_words.h"

namespace assay::reach {

// Does nothing for a place without one. `ask` is told what will be run and by which file, and says
// whether a person agrees; empty: there is nobody to ask, or nobody has to be asked. Throws
// Error(usage) when nobody agreed, and Error(missing) when the command fails.
struct Consent {
  bool needed = false;  // the file is the project's: who only has a copy of it did not write it
  std::function<bool(const std::string&)> ask = {};
};
void go_before(const Place& place, const Consent& consent);

}  // namespace assay::reach
