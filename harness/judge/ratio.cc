// SPDX-License-Identifier: Apache-2.0
#include "judge/ratio.h"

#include <cmath>

namespace assay::judge {

using record::EmuCount;
using record::HwTime;
using record::Samples;

// Products of numerators and denominators exceed 64 bits.
__extension__ using Wide = __int128;

std::optional<Ratio> compare(const Samples<HwTime>& base, const Samples<HwTime>& head) {
  const auto before = record::summary(base), after = record::summary(head);
  if (!before || !after || !(before->median_ns > 0)) return std::nullopt;
  if (!std::isfinite(before->median_ns) || !std::isfinite(after->median_ns)) return std::nullopt;
  const double ratio = after->median_ns / before->median_ns;
  if (!std::isfinite(ratio)) return std::nullopt;
  return Ratio{.value = ratio, .equal = false};
}

std::optional<Ratio> compare(const Samples<EmuCount>& base, const Samples<EmuCount>& head) {
  const auto before = record::per_iteration(base), after = record::per_iteration(head);
  if (!before || !after || before->instructions.numerator <= 0) return std::nullopt;
  const auto &a = before->instructions, &b = after->instructions;
  // Fractions are equal when they are crosswise.
  const bool equal = static_cast<Wide>(a.numerator) * b.denominator ==
                     static_cast<Wide>(b.numerator) * a.denominator;
  return Ratio{.value = b.value() / a.value(), .equal = equal};
}

std::optional<Ratio> compare_samples(const record::AnySamples& base,
                                     const record::AnySamples& head) {
  if (const auto* times = std::get_if<Samples<HwTime>>(&base)) {
    const auto* others = std::get_if<Samples<HwTime>>(&head);
    return others == nullptr ? std::nullopt : compare(*times, *others);
  }
  if (const auto* counts = std::get_if<Samples<EmuCount>>(&base)) {
    const auto* others = std::get_if<Samples<EmuCount>>(&head);
    return others == nullptr ? std::nullopt : compare(*counts, *others);
  }
  return std::nullopt;
}

}  // namespace assay::judge
