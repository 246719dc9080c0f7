// SPDX-License-Identifier: Apache-2.0
// The file of a program while it is measured. Somebody who builds again meanwhile would have the
// numbers of another program under the hash of this one.
#pragma once

#include <string>

#include "record/program.h"

namespace assay::run {

class ProgramFile {
 public:
  // As it is before the first run.
  explicit ProgramFile(const record::Program& program);

  // Has it other bytes now? A place puts the same ones there anew when a run is asked for again.
  bool has_changed() const;

  const std::string& path() const { return path_; }

 private:
  std::string path_, sha256_, stamp_;
};

}  // namespace assay::run
