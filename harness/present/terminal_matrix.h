// SPDX-License-Identifier: Apache-2.0
// The matrix of targets and suites as a table for people: answers with short details in place,
// reasons and faults below.
#pragma once

#include <string>

#include "present/formats.h"

namespace assay::present {

std::string terminal_text(const judge::Matrix& matrix, const Style& style);

}  // namespace assay::present
