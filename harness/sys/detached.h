// SPDX-License-Identifier: Apache-2.0
// A process that goes on when the one that started it, its terminal and its session have ended.
// Nothing here ends it: who starts one says what does.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sys/process_identity.h"

namespace assay::sys {

struct DetachedRequest {
  std::vector<std::string> argv;  // argv[0] is a path
  std::filesystem::path folder;   // its working folder
  std::filesystem::path output;   // file that both its streams are appended to
};

// In a session of its own, with nothing open but that file. What runs of this program leave is
// ended by left_over.h: this is not of them. Throws Error(missing) when it can't be started.
ProcessIdentity start_detached(const DetachedRequest& request);

}  // namespace assay::sys
