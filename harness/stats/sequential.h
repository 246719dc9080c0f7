// SPDX-License-Identifier: Apache-2.0
// When paired blocks are enough: a test at planned looks that ends early in either direction, and a
// confirmation of what it suspects on fresh blocks. The measurement asks it when to stop, the judge
// asks it again on what was recorded.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "stats/signed_rank.h"

namespace assay::stats {

struct SequentialPlan {
  std::vector<std::size_t> looks{5, 7, 10, 14, 20, 28, 40, 56};  // numbers of blocks, ascending
  double alpha = 0.01;            // of a false suspicion, over all looks, on one side
  double beta = 0.05;             // of missing a change as large as the margin, over all looks
  double margin = 0.02;           // relative change that must not be missed
  double floor = 0.01;            // relative change below which none is reported
  std::size_t confirmation = 12;  // fresh blocks for a suspect
  std::size_t extended = 24;      // of them at most, where the first are no proof yet
  double run_alpha = 0.05;        // of any false confirmation among all benchmarks
  bool two_sided = false;         // improvements are looked for as well
  bool exact = false;             // signed ranks at every look, also where they can say little
};

enum class Look { go_on, suspect_slower, suspect_faster, not_slower, equivalent };

// Blocks are ln(head / base) each, in the order measured. go_on between looks. alpha and beta are
// split equally over the looks (Bonferroni: valid however the looks depend on each other). With
// two_sided only equivalence by two one-sided tests (Schuirmann 1987) ends a quiet benchmark.
// Below ten blocks the test is Student's t, from there on the exact one of signed ranks: single
// blocks far out, which shared machines have, take the power from t but not from ranks.
Look look_at(const SequentialPlan& plan, std::span<const double> blocks);

// Nothing is decided after it.
bool is_last_look(const SequentialPlan& plan, std::size_t blocks);

// A false confirmation needs a false suspicion first, so alpha times this for each of the
// benchmarks stays within run_alpha; never above 0.025. Each of a confirmation's two looks has
// half.
double confirmation_alpha(const SequentialPlan& plan, std::size_t benchmarks);

// Only fresh blocks enter the test, since those that raised the suspicion are biased. It is that of
// signed ranks, so its level holds for any noise. The median of all blocks must reach the floor.
bool confirms_slower(const SequentialPlan& plan, std::span<const double> fresh_blocks,
                     std::span<const double> all_blocks, std::size_t benchmarks);
bool confirms_faster(const SequentialPlan& plan, std::span<const double> fresh_blocks,
                     std::span<const double> all_blocks, std::size_t benchmarks);

// Whether a suspect needs another fresh block: to the number planned, and to the extended one when
// all blocks reach the floor then and the fresh ones are no proof.
bool confirmation_goes_on(const SequentialPlan& plan, std::span<const double> fresh_blocks,
                          std::span<const double> all_blocks, std::size_t benchmarks);

// ln(head / base) of a typical block and its interval, by the means of the test that as many blocks
// are given to.
RankEstimate estimate(std::span<const double> blocks, double confidence);

// The standard deviation of blocks as that interval tells it: single ones far out count little.
// Infinite for fewer than two blocks.
double spread(std::span<const double> blocks);

// The change, as ln(head / base), that as many blocks with this spread show with a probability of
// 80 % in a one-sided test at 5 %. Infinite for fewer than two blocks.
double smallest_detectable(std::span<const double> blocks);

}  // namespace assay::stats
