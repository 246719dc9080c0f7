// SPDX-License-Identifier: Apache-2.0
// The command of this machine that goes before a place is reached, such as one that switches a
// board on.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "reach/place_words.h"

namespace assay::reach {

// `ask` is told what will be run and by which file, and says whether a person agrees; empty: there
// is nobody to ask.
struct Consent {
  std::string file = {};  // the project's: who only has a copy of it did not write it
  std::function<bool(const std::string&)> ask = {};
};
// Asks once for the commands of all these places that the project's file names. Throws Error(usage)
// when nobody agreed.
void ask_before(const std::vector<Place>& places, const Consent& consent);

// Does nothing for a place without a command. Throws Error(missing) when it fails.
void go_before(const Place& place, base::Progress& progress);

}  // namespace assay::reach
