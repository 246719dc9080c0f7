// SPDX-License-Identifier: Apache-2.0
// Why a count changed: the instructions of both sides by function, and where a function changed, by
// piece of code, with both sides' disassembly. Everything adds up to the change exactly, since it
// comes from the same executions. Beside it what of a time moved.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "judge/disassembly.h"
#include "record/executed_code.h"
#include "record/paired.h"

namespace assay::judge {

// Instructions of one function that follow each other and are executed equally often. Lines of both
// sides that are the same stand beside each other, "" where a side has none.
struct Piece {
  struct Line {
    std::string base, head;
  };
  double base_executions = 0, head_executions = 0;  // an iteration, of each instruction
  double change = 0;                                // instructions per iteration, of all lines
  bool same = true;                                 // both sides have the lines
  std::vector<Line> lines;
};

struct FunctionChange {
  std::string name;           // "" for code that has none
  std::string file;           // of the library that it stands in, "" for the program itself
  double base = 0, head = 0;  // instructions per iteration
  bool code_differs = false;  // where both sides' disassembly is known
  std::vector<Piece> pieces;  // of the few functions that make up the change
  std::string note;           // why there are none
};

// A reading of both sides in turns: per pass, and by how much the head's is larger.
struct Movement {
  std::string what;  // "wall time"
  std::string unit;  // "ns"; "" for events
  double base = 0, head = 0;
  // Of the change, 95 %: of times as a ratio, of events as a difference. None: too few blocks.
  std::optional<double> low, high;
  bool moved = false;  // the interval leaves out "no change"
};

struct Explanation {
  std::string benchmark, target;
  std::vector<Movement> movements;  // of times; empty for counts
  bool counted = false;
  double base = 0, head = 0;              // instructions per iteration, of all code
  std::vector<FunctionChange> functions;  // whose count or code differs, the largest change first
  std::size_t unchanged = 0;              // functions that were executed and are the same
  std::vector<std::string> notes;
};

// One side of a benchmark: what was executed, and the listings of the files it stands in.
struct ExplainedSide {
  record::ExecutedCode code;
  std::string program;                                            // whose file is not a library
  std::function<const Disassembly*(const std::string&)> listing;  // null for none
};

// Fills in all that follows from executed code. Functions are the same on both sides when name and
// library are.
void explain_counts(Explanation& explanation, const ExplainedSide& base, const ExplainedSide& head);

// Wall and CPU time, page faults and involuntary switches. Nothing is known of faults and switches
// where whole processes were measured.
std::vector<Movement> movements(const record::PairedBenchmark& benchmark);

}  // namespace assay::judge
