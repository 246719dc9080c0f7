// SPDX-License-Identifier: Apache-2.0
// A copy of a program whose path has the same length wherever the program is. libc asks for that
// path when a program starts and keeps it on the heap, where its length moves all that comes after:
// counts would depend on the folder that a program is in. What lies beside the program, and beside
// its folder, is linked there too, so that $ORIGIN, $ORIGIN/../lib and what a program looks for
// beside /proc/self/exe are found.
#pragma once

#include <filesystem>

#include "sys/files.h"

namespace assay::emulate {

class StagedProgram {
 public:
  // Throws Error(missing) when TMPDIR can't hold it.
  explicit StagedProgram(const std::filesystem::path& program);

  // Absolute, of 200 letters, or 200 more where the names of TMPDIR and the program need them.
  const std::filesystem::path& path() const { return path_; }

 private:
  sys::TemporaryFolder folder_;
  std::filesystem::path path_;
};

}  // namespace assay::emulate
