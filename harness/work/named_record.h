// SPDX-License-Identifier: Apache-2.0
// A word that names a result: a file, the id of a local record, or target[/toolchain[/os]], which
// means the newest local record that holds it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "catalog/selection.h"
#include "record/record.h"
#include "sys/folders.h"

namespace assay::work {

struct Result {
  record::Record record;
  std::string name;                   // as tables show it: the word that was given
  std::string target, toolchain, os;  // of the word; "" for all
  std::filesystem::path path = {};    // of the file
};

// Throws Error(usage) for a file that is not a result, Error(missing) when no local record holds
// what was asked for, with the nearest names. Says the id of a record it had to look for.
Result find_result(const std::string& word, const sys::Folders& folders, base::Progress& progress);

// As find_result for each word; without words the newest local record that has
// cells, which a gate's has not.
std::vector<Result> find_results(const std::vector<std::string>& words, const sys::Folders& folders,
                                 base::Progress& progress);

struct NewestResults {
  std::vector<Result> results;
  bool more = false;                     // there are older ones, which were not read
  std::vector<std::string> passed_over;  // files that can't be taken, each with the reason
};

// The newest measured records, `most` at most, that hold what is selected. Throws Error(missing)
// when there is none, after it said what was passed over.
NewestResults newest_results(const catalog::Selection& selection, const sys::Folders& folders,
                             std::size_t most, base::Progress& progress);

bool holds_selected(const record::Record& record, const catalog::Selection& selection);

// Drops the cells that each result's own word and the selection leave out (an empty list is all),
// and the benchmarks that its filter does not fit. Throws Error(usage) when nothing is left of a
// result, naming what its record holds, or no benchmark of any.
void keep_selected(std::vector<Result>& results, const catalog::Selection& selection);

// The record as one JSON document: the file's own, or what keep_selected left of it, as a record
// that says which one it was made from and what is missing; with its marks (record/marks.h). Throws
// Error(usage) for a part of a record that was changed after it was written.
std::string document_of(Result result, const catalog::Selection& selection);

}  // namespace assay::work
