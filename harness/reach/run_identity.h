// SPDX-License-Identifier: Apache-2.0
// Which run elsewhere somebody means who asks for one: the same words again mean the run that was
// begun with them. What changes the samples is part of it. Pure.
#pragma once

#include <string>

#include "reach/place_words.h"
#include "work/kit.h"

namespace assay::reach {

struct RunIdentity {
  const Place& place;
  const work::Kit& kit;
  bool host_name = false;    // the record is to have it
  bool chance_seed = false;  // of a gate, whose order nobody chose: each call has another one
};

// For the name of a folder. Two projects may call two machines by one name.
std::string to_text(const RunIdentity& identity);

}  // namespace assay::reach
