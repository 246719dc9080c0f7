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
  std::string target, toolchain, os, suite;
  std::string record;  // the newest of those that it is made of
  Check builds, runs, correct, vectorised, exact;
  std::vector<std::string> faults;  // one line a failing benchmark or variant, with its reason
  Check kernel = {}, image = {}, boots = {};  // unknown of a system that doesn't boot
  std::string host_class = {};                // "virtualised"; "" unknown
  std::optional<Submission> submission = {};
  std::vector<std::string> older = {};  // records that give runners which `record` does not hold
};

// All records of the row, newest first.
std::vector<std::string> records_of(const MatrixRow& row);

// Does the row's system boot, or should it?
bool has_image(const MatrixRow& row);

// For each of the record's cells, whether it holds all benchmarks that its program has.
std::vector<bool> complete_cells(const record::Record& record);

struct MatrixRecord {
  MatrixRecord(const record::Record* whole, std::optional<Submission> sent = {})
      : MatrixRecord(whole, std::move(sent), complete_cells(*whole)) {}
  // Of a record from which benchmarks were taken since: what its cells were before.
  MatrixRecord(const record::Record* part, std::optional<Submission> sent,
               std::vector<bool> were_complete)
      : record(part), submission(std::move(sent)), complete(std::move(were_complete)) {}

  const record::Record* record;
  std::optional<Submission> submission;
  std::vector<bool> complete;
};

struct Matrix {
  std::vector<MatrixRow> rows;
  std::vector<std::string> notes = {};
};

// Of each cell and runner, with its variants, the newest run that is complete, or that did not run
// at all. Of partial runs it is the newest with as many benchmarks as any before, and after a
// complete one only a run with all of its benchmarks; notes name the newer ones that are not shown.
// A cell that could not be built replaces what older records have of it under any runner. Of a
// submission all its cells, whatever others hold. Rows in the order of their names. Imported and
// edited records are refused with Error(usage); cells that are doubtful (record/doubt.h) are left
// out with a note.
Matrix make_matrix(std::vector<MatrixRecord> records);

}  // namespace assay::judge
