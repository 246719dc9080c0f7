// SPDX-License-Identifier: Apache-2.0
// Comparisons, variants, matrices and lists as JSON for programs, each with its schema's name:
// nothing rounded, nothing cut.
#pragma once

#include <string>

#include "present/formats.h"

namespace assay::present {

std::string json_text(const judge::Comparison& comparison);  // "assay.compare/1"
std::string json_text(const judge::Tuning& tuning);          // "assay.tuning/1"
std::string json_text(const judge::Matrix& matrix);          // "assay.matrix/1"
std::string json_text(const judge::Gate& gate);              // "assay.gate/1"
std::string json_text(const List& list);                     // "assay.<what>/1"

}  // namespace assay::present
