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
  gate.added = {kHostile};
  gate.red = 1;
  return gate;
}

}  // namespace assay::present
