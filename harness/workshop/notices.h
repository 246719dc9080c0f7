// SPDX-License-Identifier: Apache-2.0
// The licences that go with a kit. Its programs are linked statically, and the licences of what
// they are linked with ask for their texts beside the programs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "work/kit.h"
#include "workshop/workspace.h"

namespace assay::workshop {

// A suite's program in a kit.
struct LinkedProgram {
  std::string path;              // in the kit: "programs/storage"
  std::filesystem::path source;  // where it was built
  std::string os;                // whose libraries it is linked with; an unknown one names none
};

// LICENSE, which is Assay's own, and NOTICES.txt: which libraries assay-kit and these programs are
// linked with, and the texts of their licences. The same programs give the same bytes. The
// libraries of a program are those of the list that suite.cmake writes beside it; where that is
// missing, because the program was built elsewhere, all that suites are linked with.
//
// Throws Error(missing) that names the library and what brings its text when one is not there.
std::vector<work::KitFile> licence_files(const Workspace& space, const work::KitManifest& manifest,
                                         const std::vector<LinkedProgram>& programs);

}  // namespace assay::workshop
