// SPDX-License-Identifier: Apache-2.0
// Small comparisons, matrices and records made by hand, for the tests of every format.
#pragma once

#include "judge/comparison.h"
#include "judge/matrix.h"
#include "judge/tuning.h"
#include "present/formats.h"
#include "record/record.h"

namespace assay::present {

inline const Style kPlain{.format = "table", .columns = 100, .color = false};

inline judge::Column column_of(std::string title, std::string target, std::string compiler) {
  return {.title = std::move(title),
          .record = "r1",
          .target = std::move(target),
          .toolchain = compiler.substr(0, compiler.find(' ')),
          .os = "debian-12",
          .runner = "qemu-user",
          .compiler = std::move(compiler),
          .libc = "glibc 2.36",
          .emulator = "QEMU 7.2.22 max",
          .note = {},
          .host = {},
          .imported = false};
}

inline judge::Value counted(double instructions,
                            record::Determinism determinism = record::Determinism::exact) {
  judge::Value value;
  value.value = instructions;
  value.determinism = determinism;
  return value;
}

inline judge::Value with_ratio(judge::Value value, double ratio) {
  value.ratio = ratio;
  value.counts_equal = ratio == 1;
  return value;
}

inline judge::Value timed(double ns, double low, double high) {
  judge::Value value;
  value.value = ns;
  value.low = low;
  value.high = high;
  return value;
}

inline judge::Value missing(base::Outcome outcome) {
  judge::Value value;
  value.outcome = std::move(outcome);
  return value;
}

// Two compilers of one target, counted: equal, different, missing.
inline judge::Table two_compilers() {
  judge::Table table;
  table.domain = record::Domain::emu_count;
  table.unit = "instructions";
  table.columns = {column_of("clang", "riscv64-gc", "clang 19.1.7"),
                   column_of("gcc", "riscv64-gc", "gcc 12.2.0")};
  table.reference = 0;
  table.rows = {
      {"compute/crc", {counted(4103), with_ratio(counted(4103), 1)}},
      {"compute/fft/64",
       {counted(100.5), with_ratio(counted(201, record::Determinism::bounded), 2)}},
      {"libc/printf",
       {counted(900), missing(base::Outcome::failed("timeout", "no result within 60 s"))}}};
  table.geomeans = {{1.0, 3, {}}, {1.4142135623730951, 2, {"libc/printf: timeout on gcc"}}};
  table.notes = {"compiler differs: clang 19.1.7, gcc 12.2.0"};
  return table;
}

// One target timed with two compilers.
inline judge::Table two_times() {
  judge::Table table;
  table.domain = record::Domain::hw_time;
  table.unit = "ns";
  table.columns = {column_of("clang", "x86-64-v3", "clang 19.1.7"),
                   column_of("gcc", "x86-64-v3", "gcc 12.2.0")};
  for (judge::Column& column : table.columns) {
    column.runner = "native";
    column.emulator.clear();
  }
  table.reference = 0;
  table.rows = {{"compute/crc", {timed(12.3, 12.1, 12.9), with_ratio(timed(24.6, 24, 25), 2)}}};
  table.rows[0].values[1].interval = {1.9, 2.125};
  table.rows[0].values[1].finding = judge::Finding::slower;
  return table;
}

inline judge::Submission signed_by_alice() {
  return {.signer = "alice@example.org",
          .division = "open",
          .date = "2026-12-01",
          .remarks = {"revoked-lost: the key, and more", "two"},
          .out_of_means = "revoked"};
}

// The second column is a submission.
inline judge::Table submitted_times() {
  judge::Table table = two_times();
  table.columns[1].host_class = "virtualised";
  table.columns[1].submission = signed_by_alice();
  return table;
}

inline judge::Table tested_times() {
  judge::Table table = two_times();
  table.rows[0].values[1].u_test =
      judge::UTest{.time_p = 0.0625, .cpu_p = 0.125, .base = 9, .head = 9, .cpu_ratio = 1.5};
  table.geomeans = {{1.0, 1}, {2.0, 1, {}, stats::Interval{1.9, 2.125}, {{"compute/crc", 1.0}}}};
  return table;
}

// A kernel on two targets, counted: Highway takes a quarter of what auto takes on one, and has no
// vectors on the other, where nothing is better than auto.
inline judge::Tuning two_targets() {
  judge::TuningTable table;
  table.frame.domain = record::Domain::emu_count;
  table.frame.unit = "instructions";
  table.frame.columns = {column_of("riscv64-gcv", "riscv64-gcv", "clang 19.1.7"),
                         column_of("riscv64-gc", "riscv64-gc", "clang 19.1.7")};
  table.frame.notes = {"left out 3 benchmarks without variants"};
  table.rows = {
      {.benchmark = "ai/gemm/64",
       .column = 0,
       .values = {{"scalar", "ai/gemm/scalar/64", with_ratio(counted(4000), 4)},
                  {"auto", "ai/gemm/auto/64", counted(1000)},
                  {"highway", "ai/gemm/highway/64", with_ratio(counted(250), 0.25),
                   judge::HighwayTarget{"RVV", 16}},
                  {"lib=eigen", "ai/gemm/lib=eigen/64", with_ratio(counted(500), 0.5)}},
       .best = 2},
      {.benchmark = "ai/gemm/64",
       .column = 1,
       .values = {{"scalar", "ai/gemm/scalar/64", with_ratio(counted(1000), 1)},
                  {"auto", "ai/gemm/auto/64", counted(1000)},
                  {"highway", "ai/gemm/highway/64",
                   missing(base::Outcome::unavailable("no-vector-target", "it has none"))},
                  {"lib=eigen", "ai/gemm/lib=eigen/64", with_ratio(counted(2000), 2)}},
       .best = 0}};
  return {{table}};
}

// The same kernel timed: the ratio of the values is 0.5 (0.4..0.625), and of auto 2 (1.6..2.5).
inline judge::Tuning timed_variants() {
  judge::TuningTable table;
  table.frame = two_times();
  table.frame.rows.clear();
  table.frame.columns.resize(1);
  table.rows = {
      {.benchmark = "ai/gemm/64",
       .values = {{"auto", "ai/gemm/auto/64", timed(24.6, 24, 25)},
                  {"lib=eigen", "ai/gemm/lib=eigen/64", with_ratio(timed(12.3, 12.1, 12.9), 0.5)}},
       .best = 1}};
  table.rows[0].values[1].value.interval = {0.4, 0.625};
  table.rows[0].values[1].value.finding = judge::Finding::faster;
  return {{table}};
}

inline std::vector<judge::Portability> two_portabilities() {
  return {{.variant = "gcc",
           .platforms = 2,
           .pp = 0.8889,
           .mean = 0.9,
           .geometric = 0.8944,
           .benchmarks = 1},
          {.variant = "clang",
           .platforms = 2,
           .pp = {},
           .mean = {},
           .geometric = {},
           .unsupported = {"s/x on b: timeout"}}};
}

inline judge::Matrix small_matrix() {
  using judge::Answer;
  judge::MatrixRow good{.target = "riscv64-gcv",
                        .toolchain = "clang",
                        .os = "debian-12",
                        .suite = "compute",
                        .record = "r1",
                        .builds = {Answer::yes, {}},
                        .runs = {Answer::yes, {}},
                        .correct = {Answer::partly, "2 of 3"},
                        .vectorised = {Answer::yes, "3.4 %"},
                        .exact = {Answer::yes, {}},
                        .faults = {"compute/crc on vlen-1024: wrong-checksum: 12ab, not 34cd"}};
  judge::MatrixRow bad{.target = "armhf",
                       .toolchain = "clang",
                       .os = "debian-12",
                       .suite = "compute",
                       .record = "r1",
                       .builds = {Answer::no, "no compiler: apt install g++-arm-linux-gnueabihf"},
                       .runs = {},
                       .correct = {},
                       .vectorised = {},
                       .exact = {},
                       .faults = {}};
  return {.rows = {good, bad}};
}

// The second row is a submission.
inline judge::Matrix submitted_matrix() {
  judge::Matrix matrix = small_matrix();
  matrix.rows[1].host_class = "virtualised";
  matrix.rows[1].submission = signed_by_alice();
  return matrix;
}

// A counted benchmark with four executions, its slope 4,103 in both environments.
inline record::Record small_record() {
  record::Benchmark crc;
  crc.name = "compute/crc/64";
  crc.determinism = record::Determinism::exact;
  crc.checksum = "12ab";
  crc.samples = record::Samples<record::EmuCount>{
      {{.iterations = 100, .environment_bytes = 0, .instructions = 410520, .loads = 1010},
       {.iterations = 200, .environment_bytes = 0, .instructions = 820820, .loads = 2010},
       {.iterations = 100, .environment_bytes = 4096, .instructions = 410530, .loads = 1010},
       {.iterations = 200, .environment_bytes = 4096, .instructions = 820830, .loads = 2010}}};
  record::Benchmark hang;
  hang.name = "compute/hang";
  hang.outcome = base::Outcome::failed("timeout", "no result within 60 s");

  record::CellRecord cell;
  cell.cell = {"riscv64-gc", "clang", "debian-12", "compute"};
  cell.place.runner = "qemu-user";
  cell.domain = record::Domain::emu_count;
  cell.place.emulator = record::Emulator{.name = "qemu-riscv64",
                                         .version = "7.2.22",
                                         .sha256 = "e1",
                                         .cpu = "rv64",
                                         .variant = {},
                                         .plugin_sha256 = "a7"};
  cell.program = record::Program{.path = "build/cells/riscv64-gc/compute",
                                 .sha256 = "c0ffee",
                                 .build_id = "beef",
                                 .arch = "riscv64",
                                 .linkage = "static",
                                 .compiler = "clang 19.1.7",
                                 .flags = {"-O2", "-march=rv64gc"},
                                 .linker = "LLD 19.1.7",
                                 .libc = "glibc 2.36",
                                 .benchmark_library = "Google Benchmark 1.9.1"};
  cell.benchmarks = {crc, hang};

  record::Record record;
  record.id = "20261124-ab12";
  record.created = "2026-11-24T05:00:00Z";
  record.provenance = "measured";
  record.harness = {.version = "0.1.0", .commit = "abc123", .dirty = false};
  record.hosts[0].fingerprint = {{"arch", "x86-64"}, {"cpu", "AMD EPYC 7B13"}};
  record.hosts[0].host_class = "virtualised";
  record.cells = {cell};
  return record;
}

}  // namespace assay::present
