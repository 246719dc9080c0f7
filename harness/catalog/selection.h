// SPDX-License-Identifier: Apache-2.0
// Which cells are meant: the same words on every sub-command.
#pragma once

#include <string>
#include <vector>

#include "base/expression.h"
#include "catalog/catalog.h"
#include "catalog/cell.h"

namespace assay::catalog {

struct Selection {
  std::vector<std::string> targets, toolchains, systems, suites;  // empty: the default ones
  base::Expression filter;                                        // on suite/benchmark names
  std::vector<std::string> runners;                               // empty: all that fit
};

// A cell that was meant and can't be, whatever the machine.
struct LeftOut {
  Cell cell;
  std::string code;  // "excluded": the toolchain says so; "no-architecture": the os doesn't have it
  std::string reason;  // a sentence
};

struct Selected {
  std::vector<Cell> cells;
  std::vector<LeftOut> left_out;
};

// Whether --suite names it, or all, or none and so all that a record can hold.
bool names_suite(const Selection& selection, std::string_view suite);

// Targets x toolchains x systems x suites, in the catalog's order. What the selection leaves open:
// all targets, the default toolchain, each target's default os, the default suites; a named os
// holds for every target. Combinations that a toolchain excludes or an os hasn't the architecture
// for are in left_out, also when their target was named. Throws Error(usage) for unknown names,
// with the nearest ones.
Selected select(const Catalog& catalog, const Selection& selection);

}  // namespace assay::catalog
