// SPDX-License-Identifier: Apache-2.0
// Places with a name of their own: tables [place.NAME] of assay.toml, the project's and the user's.
//
//   [place.lab1]
//   ssh         = "ssh://me@board3:2222"    # or "board3", a Host of ssh's configuration
//   folder      = "/data/assay"             # where the kit is kept there
//   cpus        = "2-3"                     # what the run may use
//   environment = { OMP_NUM_THREADS = "1" }
//   patience    = 900                       # seconds that a run goes on without this side
//   before      = ["labctl", "power-on", "board3"]   # goes first, on this machine
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reach/place_words.h"

namespace assay::reach {

// All tables of one file. Other keys of it are somebody else's. Throws one Error(usage) with every
// problem.
std::vector<Place> read_places(std::string_view bytes, const std::string& file);

// What a word means: a place of the two forms, or the first with that name in files that come in
// the order of their weight. Throws Error(usage) that lists the names there are.
Place find_place(std::string_view word, const std::vector<Place>& named);

}  // namespace assay::reach
