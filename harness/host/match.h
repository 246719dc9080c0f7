// SPDX-License-Identifier: Apache-2.0
// A target held against a host: can it execute the target's programs, and is it the real chip?
#pragma once

#include <string>

#include "base/outcome.h"
#include "catalog/target.h"
#include "record/host.h"

namespace assay::host {

// ok, or unavailable "other-arch" / "missing-features" with the features it lacks.
base::Outcome can_execute(const catalog::Target& target, const record::Host& host);

// All identity rules hold. A target without rules is every host of its architecture.
bool is_the_chip(const catalog::Target& target, const record::Host& host);

// "" when the host is the target's chip, else "<target> flags on <CPU>": how its times are headed.
std::string target_note(const catalog::Target& target, const record::Host& host);

}  // namespace assay::host
