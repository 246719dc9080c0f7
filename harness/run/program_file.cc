// SPDX-License-Identifier: Apache-2.0
#include "run/program_file.h"

#include "base/sha256.h"
#include "record/elf.h"
#include "sys/files.h"

namespace assay::run {

ProgramFile::ProgramFile(const record::Program& program)
    : path_(program.path), sha256_(program.sha256), stamp_(sys::file_stamp(path_)) {}

bool ProgramFile::has_changed() const {
  if (sys::file_stamp(path_) == stamp_) return false;
  return base::sha256(sys::read_start(path_, record::kLargestProgram)) != sha256_;
}

}  // namespace assay::run
