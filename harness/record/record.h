// SPDX-License-Identifier: Apache-2.0
// What was measured: the one document that a run leaves and that everything after it reads.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/outcome.h"
#include "catalog/cell.h"
#include "record/determinism.h"
#include "record/host.h"
#include "record/paired.h"
#include "record/program.h"
#include "record/question.h"
#include "record/samples.h"

namespace assay::record {

struct Emulator {
  std::string name;     // "qemu-aarch64"
  std::string version;  // "7.2.22"
  std::string sha256;
  std::string cpu;      // as given to -cpu
  std::string variant;  // name of an emulated variant, "" for the target's own CPU
  std::string plugin_sha256;
  std::string accelerator = {};   // "kvm": this machine's CPU executed it, and times are times
  std::string kernel = {};        // of a whole machine: its release, "6.12.117"
  std::string image_sha256 = {};  // and the image it booted
  std::uint64_t kernel_bytes = 0, initramfs_bytes = 0;  // sizes of the image's files
  std::uint64_t free_bytes = 0;                         // memory free when its init began
  friend bool operator==(const Emulator&, const Emulator&) = default;
};

struct Benchmark {
  std::string name;  // with the suite: "compute/matmul/ikj_f64/64"
  std::string alias;
  base::Outcome outcome;
  Determinism determinism = Determinism::unknown;
  std::string determinism_reason;
  std::string checksum;  // as the program printed it, "" when it printed none
  // Work per iteration where the program states it: amount and unit ("items", "bytes").
  double work_amount = 0;
  std::string work_unit;
  bool fixed_iterations = false;  // set in the program with ->Iterations()
  std::uint64_t threads = 1;
  AnySamples samples;
  // Aggregates of an imported file that has no samples (statistic name, value in ns); shown, never
  // decided on.
  std::vector<std::pair<std::string, double>> aggregates;
  friend bool operator==(const Benchmark&, const Benchmark&) = default;
};

struct CellRecord {
  catalog::Cell cell;
  std::string runner;            // a name of record/runner.h; "" for imported
  std::optional<Domain> domain;  // none before the runner is known
  std::string target_note;  // "kunpeng-920 flags on AMD EPYC 7B13" when the host isn't the target
  std::string host_class = {};  // of the machine it ran in, where that is not the record's host
  std::optional<Emulator> emulator;
  base::Outcome outcome;
  std::optional<Program> program;
  std::vector<Benchmark> benchmarks;
  friend bool operator==(const CellRecord&, const CellRecord&) = default;
};

struct Harness {
  std::string version, commit;
  bool dirty = false;
  friend bool operator==(const Harness&, const Harness&) = default;
};

// The same programs of a gate's two sides, counted.
struct CountedPair {
  CellRecord base, head;
  friend bool operator==(const CountedPair&, const CountedPair&) = default;
};

struct Record {
  std::string id;
  std::string created;     // UTC, "2026-11-24T05:00:00Z"
  std::string provenance;  // "measured" or "imported"
  std::string source;      // of an imported record: the file's name
  Harness harness;
  Host host;
  std::vector<CellRecord> cells;
  // Of a gate, which has no cells.
  std::optional<GateQuestion> question;
  std::optional<PairedRun> paired;
  std::vector<CountedPair> counted;
  friend bool operator==(const Record&, const Record&) = default;
};

// The benchmark's name as tables show it: of an imported file without the file's own name before
// it.
std::string_view shown_name(const Record& record, const Benchmark& benchmark);

// "bare-metal-claimed", "virtualised", "emulated"; "" when nothing is known.
const std::string& host_class_of(const Record& record, const CellRecord& cell);

// An emulated variant of the target's CPU: its cell says whether results are right there, and
// counts nothing.
bool is_variant(const CellRecord& cell);

const Benchmark* find_benchmark(const CellRecord& cell, std::string_view name);  // null when absent

}  // namespace assay::record
