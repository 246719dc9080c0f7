// SPDX-License-Identifier: Apache-2.0
// Every folder that is kept for the next time, each with what it takes and how old it is. Where
// they are is one table in the .cc; a new kind is one line there.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/units.h"
#include "sys/folders.h"

namespace assay::host {

struct KeptPlace {
  std::filesystem::path folder;
  std::string kind;  // "kernel"
  base::Bytes size;
  std::chrono::minutes
      age;  // since it was last changed; of a revision and of flags, since they were asked for
};

// In the order of the table, and of names within a kind. Also what a killed process left beside
// them, until the next one removes it.
std::vector<KeptPlace> kept_places(const sys::Folders& folders);

// For people: "3 days", "5 hours", "under an hour".
std::string age_text(std::chrono::minutes age);

}  // namespace assay::host
