// SPDX-License-Identifier: Apache-2.0
// What may stand at the end of a command line that is being typed: the scripts of `assay
// completion` ask for it at every press of the tab key.
#pragma once

#include <string>
#include <vector>

#include "sys/folders.h"

namespace assay::cli {

struct Candidate {
  std::string word;     // the whole word, with what was typed of it
  std::string meaning;  // for shells that show one; may be empty
};

// `words` without the program's name; the last one is to be completed and may be empty. Nothing
// where a file may stand, or where nothing is known. Takes a part of a second however many records
// there are, and passes over those that can't be read.
std::vector<Candidate> candidates(const std::vector<std::string>& words,
                                  const sys::Folders& folders);

// One a line, word and meaning with a tab between them: all that `assay --complete WORD...` prints.
// Never throws: nobody wants to read an error in the middle of a command line.
std::string completion_lines(const std::vector<std::string>& words) noexcept;

}  // namespace assay::cli
