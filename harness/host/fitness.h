// SPDX-License-Identifier: Apache-2.0
// How far times of this machine can be trusted: what was found, what can't be controlled, what
// would help. Judges what a Host says, so that it works for records and saved copies too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/host.h"

namespace assay::host {

enum class Fitness { good, disturbs, unknown };

struct Condition {
  std::string what;   // "frequency governor"
  std::string found;  // "powersave"; "not readable" when unknown
  Fitness fitness;
  std::string help;  // what would help; "" when good
};

std::vector<Condition> judge_fitness(const record::Host& host);

std::string_view to_text(Fitness fitness);

}  // namespace assay::host
