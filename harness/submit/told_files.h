// SPDX-License-Identifier: Apache-2.0
// What the child that reads a stranger's archive tells its parent: lengths and bytes. The archive
// may have taken the child over, so the parent believes none of it before it was checked.
#pragma once

#include <string_view>
#include <vector>

#include "base/outcome.h"
#include "submit/archive_names.h"
#include "submit/tar_text.h"
#include "sys/walls.h"

namespace assay::submit {

void tell_files(const std::vector<TarFile>& files, const sys::Say& say);
void tell_refusal(const base::Outcome& refused, const sys::Say& say);

struct ToldFiles {
  std::vector<SubmissionFile> files;
  base::Outcome outcome;  // what the child says, or that it makes no sense
};

ToldFiles hear_files(std::string_view told);

}  // namespace assay::submit
