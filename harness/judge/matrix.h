// SPDX-License-Identifier: Apache-2.0
// Target x suite: does it build, run, give right results (on every emulated variant), use vector
// instructions, count exactly; with the reason where not.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "judge/submission.h"
#include "record/record.h"

namespace assay::judge {

enum class Answer { yes, no, partly, unknown };  // unknown: not tried here

struct Check {
  Answer answer = Answer::unknown;
  std::string detail;  // "results on 12 of 14 CPUs", "3.4 %", reason of a no
};

struct MatrixRow {
  std::string target, toolchain, os, suite, record;
  Check builds, runs, correct, vectorised, exact;
  std::vector<std::string> faults;  // one line a failing benchmark or variant, with its reason
  Check kernel = {}, image = {}, boots = {};  // unknown of a system that doesn't boot
  std::string host_class = {};                // "virtualised"; "" unknown
  std::optional<Submission> submission = {};
};

// Does the row's system boot, or should it?
bool has_image(const MatrixRow& row);

struct MatrixRecord {
  MatrixRecord(const record::Record* whole, std::optional<Submission> sent = {})
      : record(whole), submission(std::move(sent)) {}

  const record::Record* record;
  std::optional<Submission> submission;
};

struct Matrix {
  std::vector<MatrixRow> rows;
  std::vector<std::string> notes = {};
};

// Of each cell what the newest record has that holds as many of its benchmarks as any before, or
// whose cell did not run at all; of a submission all its cells, whatever others hold. Rows in the
// order of their names. Imported and edited records are refused with Error(usage); cells that are
// doubtful (record/doubt.h) are left out with a note.
Matrix make_matrix(std::vector<MatrixRecord> records);

}  // namespace assay::judge
