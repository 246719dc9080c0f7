// SPDX-License-Identifier: Apache-2.0
// What the words of `assay gate` and `assay explain` mean.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/words.h"
#include "record/question.h"

namespace assay::cli {

CommandSpec gate_spec();
CommandSpec explain_spec();

// All that the words ask; what the sides turn out to be is left open. Reads the file of --accept.
// Throws Error(usage) for what is none; likewise below.
record::GateQuestion question_of(const Arguments& words);

struct FileToWrite {
  std::string format;
  std::filesystem::path path;
};
// "markdown=gate.md", checked: known formats, folders that can take a file.
std::vector<FileToWrite> files_to_write(const Arguments& words);

}  // namespace assay::cli
