// SPDX-License-Identifier: Apache-2.0
// Chosen benchmarks of one program executed once each, in one process where all goes well: a
// benchmark that ends its process fails with what happened, and the rest goes on in a fresh one.
// Knows neither targets nor suites; every runner that starts Google Benchmark programs uses it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/outcome.h"
#include "base/units.h"
#include "import/google_benchmark.h"
#include "run/plugin_counts.h"
#include "run/process_notes.h"
#include "sys/process.h"

namespace assay::run {

struct Launcher;

// One process of a program.
struct ProcessToStart {
  const Launcher& launcher;
  std::vector<std::string> arguments;
  bool results = true;             // also Google Benchmark's file of results
  std::uint64_t place = 0;         // of its stack within a line, as environment_for's
  unsigned phase = 0;              // another number: other moments of a guest's clock
  std::filesystem::path blocks{};  // file for the plugin's blocks; empty: none
};

struct StartedProcess {
  sys::ProcessRequest request;  // its limits, for messages
  sys::Ended ended;
  std::string results, counts;  // what its file and the plugin's hold; "" without one
  // Of what the process ran in, when that did not hold: a guest's panic, a full disk.
  std::optional<base::Outcome> broken{};
  std::optional<base::Outcome> unreadable{};  // why its files can't be read
};

// A path as a value in one of QEMU's options, where a comma ends a value unless it is doubled.
std::string for_qemu_option(const std::filesystem::path& path);

// How processes of a program are started.
struct Launcher {
  std::filesystem::path program;
  std::vector<std::string> emulator{};  // with its arguments; empty: this machine executes it
  // QEMU's -plugin argument without out=, paths in it for_qemu_option; "": nothing counted.
  std::string plugin{};
  std::optional<int> cpu{};              // pinned to this CPU
  std::chrono::milliseconds timeout{0};  // without a result
  base::Bytes memory{0};
  std::string seed{};  // of a round's control kernels (ASSAY_SEED); "": the inputs of every run
  // Starts it elsewhere than on this machine.
  std::function<StartedProcess(const ProcessToStart&)> start{};
};

struct ExecutionRequest {
  const std::vector<std::string>& names;  // all that the program has, in its order
  std::vector<std::size_t> wanted;        // indices of them, ascending
  std::string min_time;                   // "16x" or "0.01"
  std::uint64_t place = 0;                // as ProcessToStart's
  // File for the plugin's blocks; empty: none. Further processes write "<blocks>-2" and so on. The
  // benchmark of each state stands in "<blocks>.names": "1 sort/8".
  std::filesystem::path blocks{};
  unsigned phase = 0;  // as ProcessToStart's
};

struct BenchmarkResult {
  base::Outcome outcome;                     // ok when it gave a result, which may be an error
  std::vector<import::GoogleEntry> entries;  // its repetitions
  // Of its first repetition, one for each thread.
  std::vector<CountedState> states;
  std::string no_counts;  // why states have no counts, if the process was counted
};

struct Execution {
  std::map<std::size_t, BenchmarkResult> results;  // of all that were wanted
  // When no benchmark could begin, or the process fell after the last one.
  base::Outcome outcome;
  ProcessNotes notes{};
  std::string library_version;
  bool none_met = false;  // the plugin met none of the functions that bound a region
};

// Throws Error(interrupted), and Error(missing) when the program can't be started.
Execution execute(const Launcher& launcher, const ExecutionRequest& request);

// The whole environment of every benchmark process: nothing of the user's leaks in, and its size is
// the same everywhere but for `padding` bytes.
sys::Environment environment(std::uint64_t padding);

// The same, so that with these arguments the main thread's stack begins `place` bytes into a cache
// line, counted from a place that is the same for all arguments of the same number. A counted
// process takes fewer inputs in turn (ASSAY_INPUTS, benchmarks/README.md): no emulator predicts
// branches, and the slope is exact where N is a multiple of how many there are.
enum class Measured { times, counts };
sys::Environment environment_for(const std::vector<std::string>& argv, std::uint64_t place,
                                 Measured measured);

// What the program has. Whatever else it prints, and however it ends then, is none of it.
struct Listing {
  base::Outcome outcome;
  std::vector<std::string> names;
  ProcessNotes notes{};
};
Listing list_benchmarks(const Launcher& launcher);

}  // namespace assay::run
