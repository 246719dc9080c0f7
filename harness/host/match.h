// SPDX-License-Identifier: Apache-2.0
// A target held against a host: can it execute the target's programs, and is it the real chip?
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/outcome.h"
#include "catalog/target.h"
#include "record/host.h"

namespace assay::host {

// The fingerprint's "proc" where the machine has no /proc.
inline constexpr std::string_view kNotMounted = "not mounted";

// ok, or unavailable "other-arch", "missing-features" with the features it lacks, or
// "features-unknown" where nothing tells them.
base::Outcome can_execute(const catalog::Target& target, const record::Host& host);

enum class Match { no, perhaps, yes };

struct Identified {
  Match match = Match::no;
  std::string why;  // of perhaps: what is not known
};

// No: another architecture, a feature the chip has is missing, or a rule that was checked says so.
// Yes: a rule that is enough holds, or all rules hold; without rules, every host that can execute
// the target's programs. Perhaps: all else. A rule that was not checked never makes it no, and a
// name in words does not count in a guest, whose hypervisor chooses it.
Identified identify(const catalog::Target& target, const record::Host& host);

// identify() says yes.
bool is_the_chip(const catalog::Target& target, const record::Host& host);

// "" when the host is the target's chip, else "<target> flags on <CPU>": how its times are headed.
// Where cores differ, those of the CPU that it ran on are named: "<target> flags on <core> (CPU
// 2)".
std::string target_note(const catalog::Target& target, const record::Host& host,
                        std::optional<unsigned> cpu = std::nullopt);

}  // namespace assay::host
