// SPDX-License-Identifier: Apache-2.0
#include "host/match.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ensure.h"
#include "base/text.h"
#include "catalog/architecture.h"

namespace assay::host {

base::Outcome can_execute(const catalog::Target& target, const record::Host& host) {
  const auto* arch = catalog::find_architecture(target.arch);
  base::ensure(arch != nullptr, "a target's architecture is known to the catalog");
  const auto machine = record::fingerprint_value(host, "arch");
  if (machine != arch->machine) {
    return base::Outcome::unavailable(
        "other-arch", fmt::format("this host is {}, not {}", machine, arch->machine));
  }
  // A CPU without any feature is one whose features can't be read.
  if (!target.requires_features.empty() && host.features.empty()) {
    return base::Outcome::unavailable(
        "features-unknown", fmt::format("{} is needed, and /proc/cpuinfo does not tell what this "
                                        "CPU has",
                                        base::join(target.requires_features, ", ")));
  }
  std::vector<std::string> missing;
  for (const auto& feature : target.requires_features) {
    if (!std::binary_search(host.features.begin(), host.features.end(), feature)) {
      missing.push_back(feature);
    }
  }
  if (missing.empty()) return base::Outcome::ok();
  return base::Outcome::unavailable("missing-features",
                                    fmt::format("this CPU lacks {}", base::join(missing, ", ")));
}

bool is_the_chip(const catalog::Target& target, const record::Host& host) {
  const auto* arch = catalog::find_architecture(target.arch);
  base::ensure(arch != nullptr, "a target's architecture is known to the catalog");
  if (record::fingerprint_value(host, "arch") != arch->machine) return false;
  return std::all_of(target.identity.begin(), target.identity.end(), [&](const auto& rule) {
    const auto value = record::fingerprint_value(host, rule.key);
    return !value.empty() &&
           std::any_of(rule.values.begin(), rule.values.end(), [&](const std::string& pattern) {
             return base::matches_glob(pattern, value);
           });
  });
}

std::string target_note(const catalog::Target& target, const record::Host& host) {
  if (is_the_chip(target, host)) return {};
  return fmt::format("{} flags on {}", target.name, record::fingerprint_value(host, "cpu"));
}

}  // namespace assay::host
