// SPDX-License-Identifier: Apache-2.0
// Files that say what a gate compares and how: the rules of suites, which are each side's own, and
// targets, toolchains and systems, of which this tree's are for both. Who makes a change may change
// them too, so a report names those that differ.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "work/gate_side.h"

namespace assay::workshop {

// "benchmarks/tiny/suite.toml" where both sides have a suite with rules of their own, and
// "targets/some-arm.toml" where the commit of a side has another one than the tree `data`, or only
// one of them has it. Throws Error(missing) without git.
std::vector<std::string> differing_rules(const work::GateSide& base, const work::GateSide& head,
                                         const std::filesystem::path& data);

}  // namespace assay::workshop
