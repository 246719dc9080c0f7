// SPDX-License-Identifier: Apache-2.0
// The timed part of a gate: which benchmarks of two programs are measured in turns, and which need
// not be.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "catalog/catalog.h"
#include "measure/controller.h"
#include "record/paired.h"
#include "record/question.h"
#include "run/process_notes.h"
#include "run/run_cells.h"
#include "work/gate_journal.h"

namespace assay::work {

// The same cell of both sides, built.
struct GatePair {
  const run::ProgramToRun* base = nullptr;
  const run::ProgramToRun* head = nullptr;
  std::string prefix = {};  // of names, where several targets are gated: "target/"
  const catalog::Suite *base_suite = nullptr, *head_suite = nullptr;  // null: no rules
};

// What each side's program printed for a benchmark; "" for none.
struct BothChecksums {
  std::string base, head;
};

struct TimedQuestion {
  std::vector<measure::PairToMeasure> pairs;    // whose sides add to `notes`
  std::vector<record::PairedBenchmark> failed;  // before anything was measured
  std::vector<std::string> identical, added, removed;
  std::map<std::string, BothChecksums> checksums;  // of what is measured, by name
  // By program and side: "compute (head)".
  std::map<std::string, run::ProcessNotes> notes;

  TimedQuestion() = default;
  TimedQuestion(const TimedQuestion&) = delete;  // the pairs know where the notes are
  TimedQuestion& operator=(const TimedQuestion&) = delete;
};

// Executes every benchmark of both programs once: what fails or is wrong is not measured. So are
// equal programs, since a library beside one of them may be another.
void add_programs(TimedQuestion& question, const GatePair& pair, const record::GateQuestion& asked);

// A program against a byte copy of itself, which is put into the folder, at two places of the list.
std::vector<measure::PairToMeasure> sentinels_of(const TimedQuestion& question,
                                                 const std::filesystem::path& folder);

// Another one, of a benchmark that was measured and is not a sentinel yet; nothing when there is
// none.
std::optional<measure::PairToMeasure> spare_sentinel(const TimedQuestion& question,
                                                     const record::PairedRun& measured,
                                                     const std::filesystem::path& folder);

// Measures these programs in turns, on CPUs of one kind, until each benchmark is decided or the
// budget is spent. Adds to the question which benchmarks have the same code and which only one side
// has. With a journal it goes on with what stands there. Throws Error(interrupted), and with a
// journal also Error(missing) for what this machine can't give: the same call goes on later.
record::PairedRun measure_times(const std::vector<GatePair>& programs,
                                record::GateQuestion& question, const record::Host& host,
                                base::Progress& progress, GateJournal* journal = nullptr);

}  // namespace assay::work
