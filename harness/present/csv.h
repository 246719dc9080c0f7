// SPDX-License-Identifier: Apache-2.0
// Comparisons, variants and matrices as CSV (RFC 4180) for spreadsheets and scripts: bare values,
// nothing rounded, one line per benchmark and column, or variant. What is about a whole table
// (notes, means) is not here. Names and reasons are escaped as escaping.h says.
#pragma once

#include <string>

#include "judge/comparison.h"
#include "judge/matrix.h"
#include "judge/tuning.h"

namespace assay::present {

std::string csv_text(const judge::Comparison& comparison);
std::string csv_text(const judge::Tuning& tuning);
std::string csv_text(const judge::Matrix& matrix);

}  // namespace assay::present
