// SPDX-License-Identifier: Apache-2.0
// NAME.assay: the files of a submission as one archive (tar in gzip). Made here, and opened here by
// whoever does not trust it: the bytes are read by a child that can do nothing else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"
#include "submit/archive_names.h"
#include "sys/walls.h"

namespace assay::submit {

// Equal files give equal bytes. Throws Error(bad) with what open_archive would say against them.
std::string pack(const std::vector<SubmissionFile>& files);

struct Opened {
  std::vector<SubmissionFile> files;  // in the archive's order; none where it is refused
  base::Outcome outcome;              // ok, or a stable code and a sentence
  sys::Walls walls;                   // that stood while it was read
};

// tar, or tar in gzip. Throws Error(missing) when no child can be started, Error(interrupted) after
// Ctrl-C.
Opened open_archive(std::string_view bytes);

}  // namespace assay::submit
