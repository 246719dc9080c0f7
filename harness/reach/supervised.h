// SPDX-License-Identifier: Apache-2.0
// A run on a machine that measures, from its start to its end: started detached by `served`, it
// starts the kit's program, ends it when it is told to or when nobody has asked after it for long,
// and notes how it ended. Sleeps meanwhile: what it does would disturb what is measured.
#pragma once

#include <filesystem>

namespace assay::reach {

// What `assay-kit supervise FOLDER` is. Returns the exit code; the run's own end is in the folder.
int supervise(const std::filesystem::path& run_folder);

}  // namespace assay::reach
