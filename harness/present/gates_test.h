// SPDX-License-Identifier: Apache-2.0
// Gates that several tests render.
#pragma once

#include <string>

#include "judge/gate.h"

namespace assay::present {

inline judge::Gate small_gate() {
  using judge::Verdict;
  judge::Gate gate;
  gate.rows = {{.name = "libc/memcpy/64",
                .verdict = Verdict::regressed,
                .red = true,
                .ratio = 1.052,
                .low = 1.048,
                .high = 1.056,
                .blocks = 17,
                .seconds = 1.94,
                .reproduce = "assay gate base head --filter '^libc/memcpy/64$' --seed 42"},
               {.name = "libc/strlen/8",
                .verdict = Verdict::inconclusive,
                .ratio = 1.003,
                .blocks = 28,
                .seconds = 3,
                .reasons = {"a change under 3.1 % would not have been seen"},
                .reproduce = "assay gate base head --filter '^libc/strlen/8$' --seed 42"},
               {.name = "libc/qsort",
                .verdict = Verdict::not_slower,
                .ratio = 0.999,
                .low = 0.99,
                .high = 1.008,
                .blocks = 5,
                .seconds = 0.5},
               {.name = "libc/memset/8", .verdict = Verdict::identical}};
  gate.red = 1;
  gate.undecided = 1;
  gate.seed = 42;
  return gate;
}

// Sides that share nothing.
inline judge::Gate empty_gate() {
  judge::Gate gate;
  gate.nothing = "no program of BASE has a counterpart in HEAD";
  gate.removed = {"old"};
  gate.added = {"new"};
  gate.left_out_of_head = {{.file = "a/old", .reason = "it is stripped"},
                           {.file = "b<c>", .reason = "it is not executable"},
                           {.file = "c", .reason = "it is stripped"}};
  gate.exit = base::Exit::missing;
  return gate;
}

// One more instruction in a loop of f.
inline judge::Explanation small_explanation() {
  judge::Piece loop{.base_executions = 10, .head_executions = 10, .lines = {}};
  for (int i = 0; i < 9; ++i) loop.lines.push_back({"add", "add"});
  judge::Explanation explanation{.benchmark = "tiny/work",
                                 .target = "riscv64-gc",
                                 .movements = {},
                                 .counted = true,
                                 .base = 133,
                                 .head = 143,
                                 .functions = {},
                                 .unchanged = 3,
                                 .notes = {"the head is bounded"}};
  const judge::Piece added{
      .head_executions = 10, .change = 10, .same = false, .lines = {{"", "sub"}}};
  explanation.functions = {{.name = "f(int)",
                            .file = {},
                            .base = 100,
                            .head = 110,
                            .code_differs = true,
                            .pieces = {loop, added, loop},
                            .note = {}},
                           {.name = "memcpy",
                            .file = "libc.so.6",
                            .base = 5,
                            .head = 5,
                            .code_differs = true,
                            .pieces = {},
                            .note = {}}};
  return explanation;
}

// Markup of every format, a mention, controls, broken UTF-8, and what XML forbids.
inline const std::string kHostile =
    "libc/a|b`c<script>&\"'\n]]>\r\x1b[2J\x01\xff\uffff</details>@all #1 **x** [y](z) 5%,:_\\";

inline judge::Gate hostile_gate() {
  judge::Gate gate;
  gate.rows = {{.name = kHostile,
                .verdict = judge::Verdict::failed,
                .red = true,
                .reasons = {"wrong: " + kHostile},
                .reproduce = "assay gate base head --filter '" + kHostile + "'"}};
  gate.unfit = kHostile;
  gate.left_out_of_base = {{.file = kHostile, .reason = "it is stripped"}};
  gate.added = {kHostile};
  gate.notes = {kHostile};
  gate.red = 1;
  return gate;
}

}  // namespace assay::present
