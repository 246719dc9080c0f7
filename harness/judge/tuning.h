// SPDX-License-Identifier: Apache-2.0
// The variants of one kernel side by side: plain code without the compiler's vectoriser, with it,
// written with Highway, and done by a library. Says how many times better than the compiler's own
// the best of the others is, which is what a target still has to give. All values of a row are of
// one column (comparison.h), so they are of one program, place and session.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judge/comparison.h"

namespace assay::judge {

// A benchmark's name with its variant taken out: one part of it is "scalar", "auto", "highway" or
// "lib=NAME". A name with several such parts says nothing.
struct VariantName {
  std::string before, variant, after;  // "ai/gemm", "highway", "38/20/264"
  std::string kernel() const;          // "ai/gemm/38/20/264"
};
std::optional<VariantName> variant_name(std::string_view benchmark);

// For what Highway compiled: the program's counter "highway_AVX2" says how long a vector is.
struct HighwayTarget {
  std::string name;  // "AVX2"
  double bytes = 0;
  friend bool operator==(const HighwayTarget&, const HighwayTarget&) = default;
};

struct TuningValue {
  std::string variant;    // "scalar", "auto", "highway", "lib=eigen"
  std::string benchmark;  // its whole name
  Value value;            // its ratio is to the row's `auto`
  std::optional<HighwayTarget> highway = {};
};

struct TuningRow {
  std::string benchmark;            // without the variant
  std::size_t column = 0;           // of the table's
  std::vector<TuningValue> values;  // scalar, auto, highway, libraries by name: those of the kernel
  std::optional<std::size_t> best = {};  // of the values: the best beside auto
};

// How many times better than `auto` the best of the others is: below 1 where none is better.
std::optional<double> left_on_table(const TuningRow& row);
std::optional<stats::Interval> left_interval(const TuningRow& row);
const TuningValue* find_variant(const TuningRow& row, std::string_view variant);  // null when none

// Rows of one domain. The frame is a table that has columns and notes, and no rows.
struct TuningTable {
  Table frame;
  std::vector<TuningRow> rows;
};

// The same as a table of the usual kind, where the values of a row are those of its variants.
Table with_rows(const TuningTable& tuning);

struct Tuning {
  std::vector<TuningTable> tables;
};

struct TuningOptions {
  // By ratio: the most left on the table first, rows without one last. By value: the largest of
  // `auto` first. By spread: the widest first.
  Sort sort = Sort::ratio;
  std::optional<std::size_t> top;  // rows shown at most; a note says how many are not
  double margin = kTieMargin;      // within which an interval is a tie
};

// A row for each kernel that has two variants in any column, and each column that has one of them.
// A benchmark that is called as a kernel is its `auto`, where no other is. Throws Error(usage) when
// no benchmark has variants.
Tuning compare_variants(const std::vector<ComparedRecord>& records, const TuningOptions& options);

}  // namespace assay::judge
