// SPDX-License-Identifier: Apache-2.0
// Explanations on a terminal: what of a time moved, which functions make up a change of a count,
// and their code side by side.
#pragma once

#include <string>

#include "judge/explain.h"
#include "present/formats.h"

namespace assay::present {

std::string terminal_text(const judge::Explanation& explanation, const Style& style);

}  // namespace assay::present
