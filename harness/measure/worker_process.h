// SPDX-License-Identifier: Apache-2.0
// One fresh process of a benchmark program as a worker: it keeps one benchmark's data alive and
// runs slices of it on command. What it answers is foreign input.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/outcome.h"
#include "base/units.h"
#include "record/limits.h"
#include "run/process_notes.h"
#include "sys/background_process.h"
#include "sys/shared_page.h"

namespace assay::measure {

// Where things stand in a process. Addresses are not randomised by the kernel but by this, so that
// two processes can have the same.
struct Layout {
  std::uint64_t padding = 0;   // bytes that stack and heap are moved by
  base::Bytes stack_limit{0};  // moves libraries and large blocks of memory
};

struct WorkerRequest {
  std::filesystem::path program;
  std::string filter;  // regular expression that only the benchmark's name in the program fits
  std::filesystem::path folder;  // working folder
  Layout layout{};
  std::optional<int> cpu{};
  std::chrono::milliseconds timeout = record::kTimeout;  // for one slice
  base::Bytes memory = record::kMemory;                  // of its own; an allocation beyond fails
  run::ProcessNotes* notes = nullptr;                    // as Side's
};

struct Slice {
  std::int64_t wall_ns = 0, cpu_ns = 0;
  std::int64_t involuntary_switches = 0, minor_faults = 0;
  std::int64_t outside_ns = 0;  // what a call took beside its loop, mode "calls"
};

class WorkerProcess {
 public:
  explicit WorkerProcess(const WorkerRequest& request);

  // Runs `prime` passes, and then `passes` timed ones. Nothing when the worker refuses, has ended,
  // answers rubbish or not in time; fault() says which, and the process is gone. A slice of 0 ns is
  // an answer. Throws Error(interrupted) after Ctrl-C.
  std::optional<Slice> slice(std::int64_t prime, std::int64_t passes);

  // After the last slice: lets the benchmark's function end, which looks at what its loop left. Ok,
  // or what it says or does then. In mode "calls" every slice has done so.
  base::Outcome finish();

  // "no-worker" when the program ended before it answered anything.
  const base::Outcome& fault() const { return fault_; }
  const std::string& mode() const { return mode_; }  // of the last answer; "" before

 private:
  // False after a fault.
  bool wait_for_answer(std::uint32_t command, std::int64_t passes);
  std::optional<Slice> read_answer();
  std::optional<Slice> fail(base::Outcome outcome);
  std::optional<Slice> ended();
  WorkerRequest request_;
  sys::SharedPage page_;
  sys::BackgroundProcess process_;
  base::Outcome fault_;
  std::string mode_;
  bool ended_well_ = false;  // with exit status 0
};

}  // namespace assay::measure
