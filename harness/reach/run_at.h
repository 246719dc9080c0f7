// SPDX-License-Identifier: Apache-2.0
// A kit's run at another place, from here: files are sent that are not there, the run begins, what
// it writes comes back as it is written, and at the end its record. A connection that breaks is
// opened again, and a run whose machine was started again goes on where it was.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "reach/connection.h"
#include "reach/kept_run.h"
#include "reach/parcel.h"
#include "reach/run_folder.h"
#include "record/record.h"

namespace assay::reach {

struct RunAtOptions {
  std::vector<std::string> arguments = {};  // of the kit's program, after "run -o FOLDER"
  std::filesystem::path kept;               // folder here for the run's log, journals and record
  std::string label = {};                   // what lists of what is left there call it
  KeptLimits limits = {};
  std::chrono::milliseconds renew_every{30'000};
  std::chrono::milliseconds first_retry{1'000}, longest_retry{30'000};
  std::chrono::milliseconds stop_patience{90'000};  // after Ctrl-C, with the benchmark in hand
  // Told of every part of a file that came and was kept: "session-1" and its new bytes.
  std::function<void(std::string_view, std::string_view)> told = {};
};

// How a run elsewhere ended.
struct Brought {
  std::optional<record::Record> record;  // nothing when it ended without one
  RunEnd end;
  std::filesystem::path kept;  // the folder with its files
};

// The place's own patience bounds how long this side tries to reach it again. What comes is parsed
// as hostile input: a record of programs that were not sent is refused. Throws Error(missing) when
// the place can't be reached, or gives rubbish, and Error(interrupted) on Ctrl-C: the message says
// what becomes of the run. Files that came stay in `kept`, every message says so when samples are
// among them, and the same call goes on from there: a record is its result until finish_kept().
Brought run_at(Connection& connection, const Parcel& parcel, const RunAtOptions& options,
               base::Progress& progress);

// What a run's log ends with, and where what came is: `its last words are "..."; its log is FILE;
// what came is in FOLDER`, the latter when samples came.
std::string last_words(const std::filesystem::path& kept);

// What is left at a place.
struct LeftAtPlace {
  struct Run {
    std::string name, state, label;
    base::Bytes size;
    std::chrono::seconds unasked{0};
  };
  std::vector<Run> runs;
  base::Bytes stored;
  std::string folder;
};
LeftAtPlace left_at(Connection& connection);
// Removes all of it but what runs, or may run. How many runs were removed.
std::uint64_t clean(Connection& connection);
// Why clean() left a run: `20261201-0123 was left: it runs`.
std::string why_left(const LeftAtPlace::Run& run);

}  // namespace assay::reach
