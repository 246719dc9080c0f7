// SPDX-License-Identifier: Apache-2.0
// Verdicts become text, one file a format; this is the table of formats.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "judge/comparison.h"
#include "judge/gate.h"
#include "judge/matrix.h"
#include "judge/tuning.h"
#include "record/record.h"

namespace assay::present {

struct Style {
  std::string format = "table";  // one of format_names()
  int columns = 100;             // width of a terminal, for "table"
  bool color = false;
  bool all = false;  // of one benchmark: every sample, flag and hash, not only where it comes from
};

std::vector<std::string> format_names();
// Whether the format of a gate has the sources of its rows, which somebody has to look for first.
bool shows_sources(std::string_view format);

// Throw Error(usage) for a format they don't have, naming those there are.
std::string render(const judge::Comparison& comparison, const Style& style);
std::string render(const judge::Tuning& tuning, const Style& style);
std::string render(const judge::Matrix& matrix, const Style& style);
std::string render(const judge::Gate& gate, const Style& style);

// A record's cells and outcomes, or one benchmark of it down to its raw samples, flags and hashes;
// formats "table" and "json". `benchmark` is a full name; throws Error(usage) with the nearest
// names.
// A record, and how to get its document, which only a program wants to read.
struct ShownRecord {
  const record::Record& record;
  std::function<std::string()> document;
};
std::string render_record(const ShownRecord& record, const Style& style);
std::string render_benchmark(const ShownRecord& record, std::string_view benchmark,
                             const Style& style);

// A plain list with headed columns, as `targets`, `suites` ... print it; "table" and "json" ("rows"
// of schema "assay.<what>/1").
struct List {
  std::string what;                // "targets"
  std::vector<std::string> heads;  // "target", "builds"
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> notes;
};
std::string render(const List& list, const Style& style);
// The rows as objects, for a document that holds several lists; a head without a name is "value".
base::Json rows_of(const List& list);

}  // namespace assay::present
