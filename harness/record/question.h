// SPDX-License-Identifier: Apache-2.0
// All that a gate was asked, and what its two sides turned out to be. With the samples beside it,
// every verdict follows from it and from nothing else (judge/decision.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"
#include "base/units.h"
#include "catalog/cell.h"
#include "record/limits.h"
#include "record/program.h"

namespace assay::record {

// The rule by which samples become verdicts. A rule that changes gets a new number.
//   1  nothing is decided on a host that is unfit; the exit code is 0 for that, and for a gate
//   whose
//      sides have nothing in common
//   2  a change far beyond what the sentinels show is decided on such a host too; an unfit host and
//      a gate that compared nothing end with 3
//   3  what one side skipped, or what is not available there, counts as only the other side's
constexpr std::uint64_t kGateRule = 3;

// One program of a side, as it was found or built.
struct AskedCell {
  catalog::Cell cell;
  base::Outcome built;
  std::optional<Program> program;  // when built is ok
  friend bool operator==(const AskedCell&, const AskedCell&) = default;
};

// A program of a side's folder that can't take part.
struct LeftOut {
  std::string file;  // from the side's folder
  std::string reason;
  friend bool operator==(const LeftOut&, const LeftOut&) = default;
};

// The selection of a side: the command line's, with the change that the side's word makes to it.
struct AskedSelection {
  std::vector<std::string> targets, toolchains, systems, suites;  // empty: the default ones
  std::vector<std::string> flags;                                 // added to every compilation
  friend bool operator==(const AskedSelection&, const AskedSelection&) = default;
};

// The two sides of a gate have a program in common where target and suite agree.
bool is_counterpart(const catalog::Cell& one, const catalog::Cell& other);

struct AskedSide {
  std::string word;    // as it was typed
  std::string commit;  // of the suites; "" where the word names none
  std::string record;  // id of the finished record that the side is; "" where it is programs
  bool sealed = true;  // false of such a record that is of schema 1
  AskedSelection selection;
  std::vector<AskedCell> cells;
  std::vector<LeftOut> left_out = {};
  friend bool operator==(const AskedSide&, const AskedSide&) = default;
};

// A known regression that is not red until a day: an entry of the file given as --accept.
struct Accepted {
  std::string benchmark;  // name as the gate shows it; `*` for anything
  std::string target;     // of counts; "" for any
  std::string reason;
  std::string until;  // the last day, "2026-12-31"
  std::string file;   // that the entry stands in
  std::uint64_t line = 0;
  friend bool operator==(const Accepted&, const Accepted&) = default;
};

// What was not run because both sides load the same code: one timed benchmark, or all counted ones
// of a target's suite.
struct IdenticalCode {
  std::string name;    // "compute/sha256/64", or the suite's name
  std::string target;  // "" for a timed benchmark
  friend bool operator==(const IdenticalCode&, const IdenticalCode&) = default;
};

// What was explained: nothing, the rows that turned red, or, by `assay explain`, every row.
enum class Explained { none, red, all };
std::string_view to_text(Explained explained);

struct GateQuestion {
  std::uint64_t rule = kGateRule;
  // False for a gate of schema 1, whose record kept sides, margin, seed and test alone.
  bool complete = true;
  AskedSide base, head;
  std::string filter;                          // regular expression on suite/benchmark; "" for all
  std::vector<std::string> targets;            // as they were typed; empty: the default ones
  std::vector<std::string> runners;            // empty: all that fit
  double margin = 0.02;                        // relative change of a time that matters
  double floor = 0.001;                        // of a count or size; 0: any change matters
  bool two_sided = false;                      // improvements were looked for as well
  bool exact = false;                          // signed ranks at every look
  std::uint64_t seed = 0;                      // of the random order
  std::optional<std::chrono::seconds> budget;  // for all; none: as long as it takes
  std::chrono::seconds timeout = kTimeout;
  base::Bytes memory = kMemory;
  bool fail_on_missing = false;   // --missing fail
  bool warn_only = false;         // never red
  bool require_decision = false;  // too many undecided rows are no success
  std::vector<Accepted> accepted;
  // By which `accepted` is judged, UTC, "2026-12-31"; "" only in a kit that is handed on.
  std::string day;
  Explained explained = Explained::none;
  // The words of the command line that a question about one row repeats, without sides, filter,
  // seed and target: "--margin", "1%".
  std::vector<std::string> words;
  // Options that were not typed, since an assay.toml gave them: "filter = ^libc/".
  std::vector<std::string> project_settings, user_settings;
  // Files that say what is compared, and of which the sides' commits have not the same:
  // "benchmarks/libc/suite.toml", "targets/armhf.toml".
  std::vector<std::string> differing_rules;
  std::vector<IdenticalCode> identical;
  // What one side has and the other has not, beyond the benchmarks of counted cells.
  std::vector<std::string> only_in_base, only_in_head;
  friend bool operator==(const GateQuestion&, const GateQuestion&) = default;
};

}  // namespace assay::record
