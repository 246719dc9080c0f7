// SPDX-License-Identifier: Apache-2.0
// How the rows of variants are worded for people: the same texts in a terminal and in Markdown.
#pragma once

#include <string>
#include <vector>

#include "judge/tuning.h"
#include "present/wording.h"

namespace assay::present {

// What the numbers are, and what "left on the table" is.
std::string tuning_headline(const judge::TuningTable& table);

// Benchmark, target, a column for each kind of variant that the table has, what is left on the
// table and who takes it.
std::vector<std::string> tuning_heads(const judge::TuningTable& table);
inline constexpr std::size_t kTuningNames = 2;  // of them are no figures
// One text for each head.
std::vector<std::string> tuning_texts(const judge::TuningTable& table, const judge::TuningRow& row,
                                      Footnotes& footnotes);

// What each target's rows come from, as of the columns of a comparison.
std::vector<LegendLine> tuning_legend(const judge::TuningTable& table);
// One line a mark that the table has.
std::vector<std::string> tuning_marks(const judge::TuningTable& table);

}  // namespace assay::present
