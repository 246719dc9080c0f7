// SPDX-License-Identifier: Apache-2.0
// Files of rounds (record/round.h): one alone, and those that the project keeps in results/rounds/.
#pragma once

#include <filesystem>
#include <vector>

#include "record/round.h"

namespace assay::submit {

std::filesystem::path rounds_path(const std::filesystem::path& results);

// Throws Error(usage) for a file that is none of a round.
record::Round read_round_file(const std::filesystem::path& path);

// By file name; none without the folder. Throws Error(usage) for a file whose name is not that of
// its round.
std::vector<record::Round> read_rounds(const std::filesystem::path& results);

}  // namespace assay::submit
