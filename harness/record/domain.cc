// SPDX-License-Identifier: Apache-2.0
#include "record/domain.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

#include "base/ensure.h"

namespace assay::record {

const DomainTraits& traits_of(Domain domain) {
  const auto* found = std::ranges::find(kDomains, domain, &DomainTraits::domain);
  base::ensure(found != std::end(kDomains), "every domain has a row in the table");
  return *found;
}

std::string_view name_of(Domain domain) { return traits_of(domain).name; }

std::string_view name_of(const std::optional<Domain>& domain) {
  return domain ? name_of(*domain) : std::string_view();
}

std::optional<Domain> find_domain(std::string_view name) {
  const auto* found = std::ranges::find(kDomains, name, &DomainTraits::name);
  if (found == std::end(kDomains)) return std::nullopt;
  return found->domain;
}

std::vector<std::string_view> domain_names() {
  std::vector<std::string_view> names;
  for (const DomainTraits& each : kDomains) names.push_back(each.name);
  return names;
}

namespace {

constexpr std::array<std::string_view, 4> kBusy{"", "stolen", "crowded", "throttled"};

}  // namespace

std::string_view name_of(Busy busy) { return kBusy.at(static_cast<std::size_t>(busy)); }

std::optional<Busy> find_busy(std::string_view name) {
  const auto found = std::ranges::find(kBusy, name);
  if (found == kBusy.end() || name.empty()) return std::nullopt;
  return static_cast<Busy>(found - kBusy.begin());
}

}  // namespace assay::record
