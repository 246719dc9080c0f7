// SPDX-License-Identifier: Apache-2.0
// How far what was counted repeats itself: of a benchmark several executions of N, whose stacks
// begin at different places, and one or more of 2N.
#pragma once

#include <string>
#include <string_view>

#include "record/samples.h"

namespace assay::record {

enum class Determinism { unknown, exact, bounded, nondeterministic };

std::string_view to_text(Determinism determinism);
Determinism determinism_of(std::string_view word);  // unknown for other words

// Of counts. exact: every class of count is equal in all executions of the same N.
// bounded: the spread of instructions between executions of the same N is at most 0.5 % of the
// smallest. nondeterministic: more than that. unknown: no N was executed twice.
Determinism classify(const Samples<EmuCount>& samples);
// Likewise of the bytes of all readings.
Determinism classify(const Samples<Size>& samples);

// Whether more iterations took fewer instructions by more than executions differ that are so
// determined. No cost per iteration follows from such counts.
bool shrinks(const Samples<EmuCount>& samples, Determinism determinism);

// (largest - smallest) / smallest over executions of the same N, the worst N; 0 when exact.
double spread(const Samples<EmuCount>& samples);
double spread(const Samples<Size>& samples);

}  // namespace assay::record
