// SPDX-License-Identifier: Apache-2.0
// What was read of a Google Benchmark file, as a record: marked as imported, one cell, no program.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "record/record.h"

namespace assay::import {

struct GoogleEntry;
struct GoogleFile;

// Provenance "imported", one cell "imported/unknown/unknown/<suite>", domain hw_time, no program;
// the suite is the file's name without folder and ending, benchmarks are "<suite>/<name>".
// Repetitions are samples of one process. A benchmark with aggregates only keeps those of time,
// without samples. Two benchmarks of one name stay apart: the second is "<name>#2". `file` must not
// hold what read_google_benchmark refuses.
record::Record to_record(const GoogleFile& file, std::string_view name);

struct Work {
  double amount;          // of one iteration, a whole number
  std::string_view unit;  // "items", "bytes"
};
// What stands behind an entry's rate; nothing where it has none, was rounded too far, or the work
// is no whole number.
std::optional<Work> work_of(const GoogleEntry& entry);

// "checksum=<text>" in a label; "" when there is none.
std::string checksum_of_label(std::string_view label);

}  // namespace assay::import
