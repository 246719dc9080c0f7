// SPDX-License-Identifier: Apache-2.0
// Where the benchmarks of a gate's rows stand in their repository, so that a finding can be shown
// beside the change. A place that is not certain is left out.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judge/gate.h"
#include "record/capabilities.h"
#include "work/gate_plan.h"
#include "work/gate_side.h"
#include "workshop/registrations.h"

namespace assay::workshop {

// Sets `source` of the rows whose benchmark the head registers at one place only. The sources of a
// suite that was built here are its folder's; those of another program are what its debug
// information names, read by llvm-dwarfdump.
void find_source_places(judge::Gate& gate, const work::GateSide& head, const work::GatePlan& plan,
                        const record::Capabilities& capabilities);

struct SourceFile {
  std::filesystem::path path;
  std::vector<Registration> registered;
};

// The place in `files` that registers the benchmark, with the path as in its repository; nothing
// when there is none, or more than one. `tree` holds the files as a repository does, if any does.
std::optional<base::Position> place_in(const std::vector<SourceFile>& files,
                                       std::string_view benchmark,
                                       const std::filesystem::path& tree);

// The path below the folder that holds .git; nothing outside of a repository, in one within
// another, and in a submodule, whose paths mean something else to who hosts the outer one.
std::optional<std::string> path_in_repository(const std::filesystem::path& file);

}  // namespace assay::workshop
