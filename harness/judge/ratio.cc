// SPDX-License-Identifier: Apache-2.0
#include "judge/ratio.h"

#include <cmath>

namespace assay::judge {

using record::EmuCount;
using record::Fraction;
using record::HwTime;
using record::Samples;
using record::Size;

// Products of numerators and denominators exceed 64 bits.
__extension__ using Wide = __int128;

namespace {

std::optional<Ratio> ratio_of(const Fraction& a, const Fraction& b) {
  if (a.numerator <= 0) return std::nullopt;
  // Fractions are equal when they are crosswise.
  const bool equal = static_cast<Wide>(a.numerator) * b.denominator ==
                     static_cast<Wide>(b.numerator) * a.denominator;
  return Ratio{.value = b.value() / a.value(), .equal = equal};
}

template <class Domain>
std::optional<Ratio> compare_with(const Samples<Domain>& base, const record::AnySamples& head) {
  const auto* others = std::get_if<Samples<Domain>>(&head);
  return others == nullptr ? std::nullopt : compare(base, *others);
}

}  // namespace

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
  if (!before || !after) return std::nullopt;
  return ratio_of(before->instructions, after->instructions);
}

std::optional<Ratio> compare(const Samples<Size>& base, const Samples<Size>& head) {
  const auto before = record::mean_bytes(base), after = record::mean_bytes(head);
  if (!before || !after) return std::nullopt;
  return ratio_of(*before, *after);
}

std::optional<Ratio> compare_samples(const record::AnySamples& base,
                                     const record::AnySamples& head) {
  if (const auto* times = std::get_if<Samples<HwTime>>(&base)) return compare_with(*times, head);
  if (const auto* counts = std::get_if<Samples<EmuCount>>(&base))
    return compare_with(*counts, head);
  if (const auto* sizes = std::get_if<Samples<Size>>(&base)) return compare_with(*sizes, head);
  return std::nullopt;
}

}  // namespace assay::judge
