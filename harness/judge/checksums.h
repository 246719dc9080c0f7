// SPDX-License-Identifier: Apache-2.0
// Results of the same benchmark in different columns, held against each other: one target alone can
// be found wrong against checksums.toml, and here where there is none (other people's programs).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "judge/comparison.h"

namespace assay::judge {

// Whole texts are the same, or both are numbers, one at least with a point or an exponent, and they
// differ by 1e-4 of the larger at most. Targets and C libraries round differently. What a suite
// allows is far less and is checked when the benchmark runs: its widest tolerance is 1e-5, so two
// right results may be 2e-5 apart. Hexadecimal digits alone are no such numbers.
bool same_checksum(const std::string& a, const std::string& b);

// "compute/x: 12ab on a and c, 34cd on b"; "" when all agree. Pairs of column and checksum; empty
// checksums don't count.
std::string checksum_difference(const std::string& benchmark,
                                const std::vector<std::pair<std::string, std::string>>& checksums);

// Over all tables: a program gives the same result whether it is timed or counted. A column whose
// title stands in several tables is named with its runner.
std::vector<std::string> checksum_differences(const std::vector<Table>& tables);

}  // namespace assay::judge
