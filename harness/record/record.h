// SPDX-License-Identifier: Apache-2.0
// What was measured: the one document that a run leaves and that everything after it reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/outcome.h"
#include "catalog/cell.h"
#include "record/determinism.h"
#include "record/host.h"
#include "record/paired.h"
#include "record/place.h"
#include "record/program.h"
#include "record/question.h"
#include "record/samples.h"

namespace assay::record {

// What another tool concluded from samples that it did not keep: shown, never decided on.
struct Aggregate {
  std::string statistic;      // "median"
  double wall = 0;            // ns per iteration, or a share of the mean
  std::optional<double> cpu;  // likewise; older records kept none
  bool share = false;
  std::vector<std::pair<std::string, double>> counters = {};  // the same statistic of these
  friend bool operator==(const Aggregate&, const Aggregate&) = default;
};

// A number under a name of the program's own: one a sample, in their order; none where it stated
// none, or no finite one.
struct Counter {
  std::string name;
  std::vector<std::optional<double>> values;
  friend bool operator==(const Counter&, const Counter&) = default;
};

struct Benchmark {
  std::string name;         // with the suite: "compute/matmul/ikj_f64/64"
  std::string alias;        // a familiar name of the same work
  std::string like;         // of similar work, whose numbers can't be compared
  std::uint64_t since = 1;  // version of the work: numbers of two versions are never compared
  std::string bound;        // what its speed hangs on: "clock", "core", "caches", ...; "" unknown
  base::Outcome outcome;
  Determinism determinism = Determinism::unknown;
  std::string determinism_reason;
  std::string checksum;  // as the program printed it, "" when it printed none
  std::string label;     // of an imported file
  // Work per iteration where the program states it: amount and unit ("items", "bytes").
  double work_amount = 0;
  std::string work_unit;
  bool fixed_iterations = false;  // set in the program with ->Iterations()
  std::uint64_t threads = 1;
  AnySamples samples;
  std::vector<Aggregate> aggregates;  // of an imported file that has no samples
  std::vector<Counter> counters;      // of an imported file; of others what timing.cc keeps
  friend bool operator==(const Benchmark&, const Benchmark&) = default;
};

// When benchmarks of a cell were timed, in microseconds since the boot by the clock that nobody
// sets: the record's samples fit into its turns.
struct Turn {
  std::uint64_t begin_us = 0, end_us = 0;
  friend bool operator==(const Turn&, const Turn&) = default;
};

// What a control kernel gave with the inputs of a round (round_controls.h).
struct Control {
  std::string name;  // "compute/sha256/4096"
  std::string checksum;
  friend bool operator==(const Control&, const Control&) = default;
};

struct CellRecord {
  catalog::Cell cell;
  Place place;
  std::optional<Domain> domain;  // none before the runner is known
  std::string target_note;  // "kunpeng-920 flags on AMD EPYC 7B13" when the host isn't the target
  std::uint64_t guest_free_bytes = 0;  // of a booted system: free when its init began; 0: unknown
  // What its processes did beside what was asked of them: "exit status 2 after its last result".
  std::vector<std::string> notes;
  base::Outcome outcome;
  std::optional<Program> program;
  std::uint64_t listed = 0;       // benchmarks that the program has; 0: unknown
  std::vector<Turn> turns;        // of a cell that was timed in turns, in their order
  std::vector<Control> controls;  // of a cell that was timed for a round
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

// A record that was made from another one by leaving something out.
struct Derivation {
  std::string id;                    // of the other
  std::vector<std::string> removed;  // what was left out, in words
  friend bool operator==(const Derivation&, const Derivation&) = default;
};

// For which round it was measured, and in which division (round.h).
struct RoundEntry {
  std::string name;
  std::string sha256;    // of the round's file
  std::string division;  // "closed" or "open"
  friend bool operator==(const RoundEntry&, const RoundEntry&) = default;
};

// Whether a record is as it was written (record/content.h).
enum class Seal {
  none,     // it was never a file of ours
  missing,  // schema 1 has none
  intact,
  broken,  // it was changed afterwards
};

struct Record {
  std::string id;
  std::string content;     // hash of all the rest, of which the id ends in six digits
  Seal seal = Seal::none;  // as the reader found it
  std::string created;     // UTC, "2026-11-24T05:00:00Z"
  std::string provenance;  // "measured" or "imported", as the document says: see provenance_of
  std::string source;      // of an imported record: the file's name
  std::optional<Derivation> derived_from;
  Harness harness;
  std::optional<RoundEntry> round;
  std::vector<Host> hosts{Host{}};  // at least one: the first is the one that assay ran on
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

// "measured", "imported", or "edited" when the document was changed after it was written.
std::string_view provenance_of(const Record& record);
bool is_edited(const Record& record);

// Its position, after it was added unless it is there.
std::size_t add_host(std::vector<Host>& hosts, const Host& host);

// Where a cell's numbers came to be.
const Host& host_of(const Record& record, const Place& place);
PlaceIdentity identity_of(const Record& record, const Place& place);
// "bare-metal-claimed", "virtualised", "emulated"; "" when nothing is known.
const std::string& host_class_of(const Record& record, const Place& place);

// An emulated variant of the target's CPU: its cell says whether results are right there, and
// counts nothing.
bool is_variant(const CellRecord& cell);

// Its programs ran on an emulated machine: its benchmarks have outcomes and checksums, no times.
inline constexpr std::string_view kEmulatedHost = "emulated-host";  // the code of its outcome
bool is_checked_without_times(const CellRecord& cell);

// Says whether results are right there, and holds no figure: one of the two above.
bool checks_only(const CellRecord& cell);

// Holds results, and does not name the program that they are of: no machine leaves that.
bool lacks_program(const CellRecord& cell);

const Benchmark* find_benchmark(const CellRecord& cell, std::string_view name);  // null when absent

// How a benchmark is called whose other versions exist: "compute/fft/1024 (version 2)".
std::string versioned_name(std::string_view name, std::uint64_t since);

}  // namespace assay::record
