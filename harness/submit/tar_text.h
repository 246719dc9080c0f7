// SPDX-License-Identifier: Apache-2.0
// The archive of a submission as tar, in its plainest format: ustar (POSIX.1-1988), and what is
// read may have pax headers (POSIX.1-2001). Values in, values out: nothing is unpacked to a disk,
// and owners, modes and times have no meaning.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"
#include "submit/archive_names.h"

namespace assay::submit {

// In the order given, all owned by root, mode 0644, with the time 0: equal files give equal bytes,
// those of GNU tar. Throws Error(bad) with the file whose name does not fit.
std::string tar(const std::vector<SubmissionFile>& files);

struct TarFile {
  std::string name;
  std::string_view bytes;
};

struct Untarred {
  std::vector<TarFile> files;
  base::Outcome outcome;  // a code and a sentence where it is refused; then there are no files
};

// The files; folders are checked and left out. Whatever two programs could read differently is
// refused: every byte of the archive is either told here, or checked to be what everybody skips.
Untarred untar(std::string_view bytes);

}  // namespace assay::submit
