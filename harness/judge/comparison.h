// SPDX-License-Identifier: Apache-2.0
// Finished records side by side: one table a domain (and a target, when several records hold
// several targets: then what forms a ratio stands together), a column a cell family (target,
// toolchain, os of one record), a row a benchmark. Says what is comparable, how sure a ratio of
// times is, what is left out and why; never the gate's verdict.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/outcome.h"
#include "judge/certainty.h"
#include "judge/metric.h"
#include "judge/submission.h"
#include "judge/u_test.h"
#include "record/doubt.h"
#include "record/record.h"

namespace assay::judge {

// What a column is made of: the cells of one record with the same target, toolchain, os, place and
// domain (all suites). Variants are no columns: they are for correctness.
struct Column {
  std::string title;   // shortest that tells the columns of the table apart: "riscv64-gcv", "gcc",
                       // "base.json gcc"
  std::string record;  // id, or the file's name for an imported one
  std::string target, toolchain, os, runner;
  std::string compiler, libc,
      emulator;           // "clang 19.1.7", "glibc 2.36", "QEMU 7.2.22 cortex-a76"; "" unknown
  std::string note;       // "kunpeng-920 flags on AMD EPYC 7B13"
  std::string host = {};  // the word of --on that named it, else its key
  bool imported = false;
  bool edited = false;  // a record of it was changed after it was written: no part of any mean
  std::string host_class = {};  // "bare-metal-claimed", "virtualised", "emulated"; "" unknown
  std::optional<Submission> submission = {};
};

struct Value {
  base::Outcome outcome;
  std::optional<double> value;  // instructions or ns per iteration, or bytes
  double low = 0, high = 0;     // sampled: smallest and largest process
  std::optional<double> ratio;  // to the reference column's value, where both are comparable
  bool counts_equal = false;    // exact numbers: exactly the reference's
  record::Determinism determinism = record::Determinism::unknown;
  bool entry_cost_included = false;
  bool aggregate_only = false;  // imported without samples: shown, never decided on
  std::string statistic = {};   // of an aggregate: "median", "mean"
  std::string checksum;
  std::optional<record::Doubt> doubt = {};  // shown beside the figure, which enters no mean
  // Times that form a ratio: its interval, where there are values to draw from, and the word for
  // it.
  std::optional<stats::Interval> interval;
  std::optional<Finding> finding;
  std::optional<UTest> u_test;  // where it was asked for
  // A place to look: counts that are not equal to the reference's; times whose interval leaves out
  // 1, or that differ and have none. Only where there is a ratio.
  bool apart = false;
  std::uint64_t since = 1;  // version of the benchmark
  // Of an iteration, "64 items"; "" where it is not stated, or follows from the machine's caches.
  std::string work = {};
  // (largest - smallest) / value: times over processes, counts over executions of the same N.
  double spread = 0;
};

struct Row {
  std::string benchmark;
  std::vector<Value> values;  // one a column; absent ones are skipped "absent"
  // A column has several of this name, which only their order tells apart.
  bool by_order = false;
  bool of_several = false;  // the first of them
  std::string unit = {};    // of a rate, which differs from row to row; else it is the table's
};

struct Geomean {
  std::optional<double> ratio;  // of the column to the reference over `used` benchmarks
  std::size_t used = 0;
  std::vector<std::string> left_out = {};  // "compute/crc: failed on gcc: wrong-checksum"
  // 95 %, of these benchmarks; none when one of them has none.
  std::optional<stats::Interval> interval = {};
  // Benchmarks without which it would move by more than a fifth of its interval, and what it would
  // be: farthest first.
  std::vector<std::pair<std::string, double>> moved_by = {};
};

struct Table {
  record::Domain domain{};
  std::string target;        // of all columns, where several records have a table a target; else ""
  std::string unit;          // "ns", "instructions", "bytes"
  bool path_length = false;  // counts of different targets: side by side, no ratio
  std::vector<Column> columns;
  std::optional<std::size_t> reference;  // column that ratios refer to
  std::vector<Row> rows;
  std::vector<Geomean> geomeans;  // one a column when there is a reference
  double tie_margin = kTieMargin;
  std::vector<std::string> notes;  // "libc differs: ...", "QEMU differs, so ...", "left out 3 ..."
  Metric metric = {};
};

// How evenly one compiler serves several platforms (targets and hosts), from times: Pennycook,
// Sewall & Lee 2016, with application efficiency, which is the best time of any variant on that
// platform over the variant's own.
struct Portability {
  std::string variant;        // toolchain, with the os where they differ
  std::size_t platforms = 0;  // on which any variant has a time
  // Over the benchmarks that the variant runs on every platform on which another does: the
  // geometric mean of their harmonic means (PP), and the arithmetic and geometric mean of all
  // efficiencies. None when there is no such benchmark.
  std::optional<double> pp, mean, geometric;
  std::size_t benchmarks = 0;
  std::vector<std::string> unsupported = {};  // PP is 0: "compute/x on riscv64-gcv: timeout"
};

struct Comparison {
  std::vector<Table> tables;
  std::vector<std::string> checksum_differences;  // "compute/x: 12ab on a, 34cd on b"
  std::vector<Portability> portability = {};      // none below two platforms or two variants
  // Of the scores: "compute/x on riscv64-gcv: unsealed". Not those that a variant does not run.
  std::vector<std::string> portability_left_out = {};
};

struct ComparedRecord {
  const record::Record* record;
  std::string name;                                 // as the user gave it: file or selector
  std::vector<const record::Record*> further = {};  // the same measured in further sessions
  std::string title = {};                           // of its columns, where the user gave one
  std::optional<Submission> submission = {};
};

enum class Sort { name, value, ratio, spread };

struct CompareOptions {
  // Title, target, toolchain, "target/toolchain", record or file of a column; "" for the first.
  std::string reference;
  Sort sort = Sort::name;
  std::optional<std::size_t> top;  // rows shown at most; a note says how many are not
  // Rows with a value that is `apart`, and those that ended otherwise than in the reference column.
  bool changed_only = false;
  bool u_test = false;         // of Mann & Whitney, beside the interval
  double margin = kTieMargin;  // within which an interval is a tie
  Metric metric = {};          // of which the records hold the numbers already (`measured_in`)
};

// The order of name: suites as the records hold them, names in natural order. Differences of
// checksums are looked for in all tables together, rows that are not shown included. Throws
// Error(usage) when nothing is left to compare or the reference is not a column, when the records
// hold different domains only: "a.json holds hw_time, b.json emu_count: numbers of two domains have
// no ratio", and when sessions are not of the same programs, timed at the same place.
Comparison compare_recorded(const std::vector<ComparedRecord>& records,
                            const CompareOptions& options);

}  // namespace assay::judge
