// SPDX-License-Identifier: Apache-2.0
// A gate on one screen, the worst first.
#pragma once

#include <string>

#include "judge/gate.h"
#include "present/formats.h"

namespace assay::present {

std::string terminal_text(const judge::Gate& gate, const Style& style);

}  // namespace assay::present
