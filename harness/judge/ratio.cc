// SPDX-License-Identifier: Apache-2.0
#include "judge/ratio.h"

#include <cmath>
#include <variant>

#include "stats/wide.h"

namespace assay::judge {

using record::Figure;
using record::Fraction;
using record::Samples;

namespace {

using stats::Wide;  // products of numerators and denominators exceed 64 bits

std::optional<Ratio> ratio_of_exact(const Fraction& a, const Fraction& b) {
  if (a.numerator <= 0) return std::nullopt;
  // Fractions are equal when they are crosswise.
  const bool equal = static_cast<Wide>(a.numerator) * b.denominator ==
                     static_cast<Wide>(b.numerator) * a.denominator;
  return Ratio{.value = b.value() / a.value(), .equal = equal};
}

struct CompareWith {
  const record::AnySamples& head;

  std::optional<Ratio> operator()(std::monostate) const { return std::nullopt; }
  template <class Domain>
  std::optional<Ratio> operator()(const Samples<Domain>& base) const {
    const auto* others = std::get_if<Samples<Domain>>(&head);
    return others == nullptr ? std::nullopt : compare(base, *others);
  }
};

}  // namespace

std::optional<Ratio> ratio_of(const std::optional<Figure>& base,
                              const std::optional<Figure>& head) {
  if (!base || !head) return std::nullopt;
  if (base->exact && head->exact) return ratio_of_exact(*base->exact, *head->exact);
  if (!(base->value > 0) || !(head->value > 0)) return std::nullopt;
  const double ratio = head->value / base->value;
  if (!std::isfinite(ratio)) return std::nullopt;
  return Ratio{.value = ratio, .equal = false};
}

std::optional<Ratio> compare_samples(const record::AnySamples& base,
                                     const record::AnySamples& head) {
  return std::visit(CompareWith{head}, base);
}

}  // namespace assay::judge
