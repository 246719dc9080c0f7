// SPDX-License-Identifier: Apache-2.0
#include "host/match.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ensure.h"
#include "base/text.h"
#include "catalog/architecture.h"
#include "host/core_kinds.h"
#include "host/cpu_identity.h"

namespace assay::host {
namespace {

enum class Held { no, unknown, yes };

Held hold(const catalog::IdentityRule& rule, const record::Host& host) {
  const auto value = record::fingerprint_value(host, rule.key);
  const bool name = rule.key == "cpuinfo.model_name";
  if (value.empty() || (name && is_any_name(value))) return Held::unknown;
  const bool fits = std::ranges::any_of(
      rule.values, [&](const std::string& pattern) { return base::matches_glob(pattern, value); });
  if (!fits) return Held::no;
  const bool guest = host.host_class != "bare-metal-claimed" && !host.host_class.empty();
  return guest && name ? Held::unknown : Held::yes;
}

struct Rules {
  bool refuted = false;  // by one that was checked
  bool any = false, enough = false;
  std::vector<std::string> open;  // which do not hold, and why
};

Rules hold_all(const catalog::Target& target, const record::Host& host) {
  Rules rules;
  for (const auto& rule : target.identity) {
    const auto held = hold(rule, host);
    rules.refuted = rules.refuted || (held == Held::no && rule.verified);
    rules.any = rules.any || held == Held::yes;
    rules.enough = rules.enough || (held == Held::yes && rule.enough);
    if (held == Held::yes) continue;
    rules.open.push_back(
        held == Held::unknown
            ? fmt::format("{} is not known", rule.key)
            : fmt::format("{} is {}", rule.key, record::fingerprint_value(host, rule.key)));
  }
  return rules;
}

}  // namespace

base::Outcome can_execute(const catalog::Target& target, const record::Host& host) {
  const auto* arch = catalog::find_architecture(target.arch);
  base::ensure(arch != nullptr, "a target's architecture is known to the catalog");
  const auto machine = record::fingerprint_value(host, "arch");
  if (machine != arch->machine) {
    return base::Outcome::unavailable(
        "other-arch", fmt::format("this host is {}, not {}", machine, arch->machine));
  }
  // There even a real CPU and an emulator look the same.
  if (record::fingerprint_value(host, "proc") == kNotMounted) {
    return base::Outcome::unavailable(
        "features-unknown",
        "/proc is not mounted, and nothing else tells what this CPU is: mount -t proc proc /proc");
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

Identified identify(const catalog::Target& target, const record::Host& host) {
  const auto able = can_execute(target, host);
  if (!able.good() && able.code != "features-unknown") return {};
  if (target.identity.empty()) {
    return able.good() ? Identified{Match::yes, {}} : Identified{Match::perhaps, able.reason};
  }
  const auto rules = hold_all(target, host);
  if (rules.refuted || !rules.any) return {};
  if (const auto clusters = record::fingerprint_value(host, "clusters"); !clusters.empty()) {
    return {Match::perhaps, "it has several kinds of cores: " + clusters};
  }
  if (rules.enough || rules.open.empty()) return {Match::yes, {}};
  return {Match::perhaps, base::join(rules.open, ", ")};
}

bool is_the_chip(const catalog::Target& target, const record::Host& host) {
  return identify(target, host).match == Match::yes;
}

std::string target_note(const catalog::Target& target, const record::Host& host,
                        std::optional<unsigned> cpu) {
  if (cpu && !record::fingerprint_value(host, "clusters").empty()) {
    return fmt::format("{} flags on {} (CPU {})", target.name, core_at(host, *cpu), *cpu);
  }
  if (is_the_chip(target, host)) return {};
  return fmt::format("{} flags on {}", target.name, record::fingerprint_value(host, "cpu"));
}

}  // namespace assay::host
