// SPDX-License-Identifier: Apache-2.0
// What was found of a submission, for people and for programs.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "submit/submission.h"

namespace assay::submit {

// What and a sentence, one a line: the verdict first, every reason, and what to do. Of a signer
// whom nobody knows the last one is for allowed_signers, and has no name.
std::vector<std::pair<std::string, std::string>> lines_of(const Checked& checked,
                                                          std::string_view walls);

// "assay.verification/1".
base::Json json_of(const Checked& checked, std::string_view file, std::string_view walls);

// 0 accepted, with remarks or without, 1 refused or not enrolled, 3 undecided.
base::Exit exit_of(const Checked& checked);

// All that will be sent, file by file, as people read it: nothing is left out or shortened.
std::string readable(const std::vector<SubmissionFile>& files);

}  // namespace assay::submit
