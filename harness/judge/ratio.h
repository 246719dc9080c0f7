// SPDX-License-Identifier: Apache-2.0
// The ratio of two benchmarks' samples. Each function takes samples of one domain, and there is
// none that takes two: nanoseconds, instruction counts and bytes form no ratio.
#pragma once

#include <optional>

#include "record/samples.h"

namespace assay::judge {

struct Ratio {
  double value = 1;    // head over base, per iteration
  bool equal = false;  // counts, sizes: the same exact fraction; times: never said
};

// Nothing when a side has no figure, or base's is zero.
std::optional<Ratio> ratio_of(const std::optional<record::Figure>& base,
                              const std::optional<record::Figure>& head);

template <class Domain>
std::optional<Ratio> compare(const record::Samples<Domain>& base,
                             const record::Samples<Domain>& head) {
  return ratio_of(figure_of(base), figure_of(head));
}

// Samples of which at run time only the domain is known; nothing when the domains differ. Not
// called compare: by implicit conversion that would take unlike samples, and mixing them would
// compile.
std::optional<Ratio> compare_samples(const record::AnySamples& base,
                                     const record::AnySamples& head);

template <class A, class B>
concept Comparable = requires(const A& a, const B& b) { compare(a, b); };

}  // namespace assay::judge
