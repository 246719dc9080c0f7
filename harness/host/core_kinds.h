// SPDX-License-Identifier: Apache-2.0
// Which kinds of cores a machine has, by name, and which CPUs are of which kind.
#pragma once

#include <string>
#include <vector>

#include "catalog/cores.h"
#include "host/cpu_identity.h"
#include "host/root.h"
#include "record/host.h"

namespace assay::host {

struct CoreKind {
  std::string name;            // "Phytium FTC664"
  std::vector<unsigned> cpus;  // empty when the machine does not number them
  friend bool operator==(const CoreKind&, const CoreKind&) = default;
};

// In the order of their first CPU; at least one, named by its numbers when `cores` has no name.
std::vector<CoreKind> core_kinds(const Root& root, const CpuIdentity& cpu,
                                 const catalog::Cores& cores);

// For people: the name that the kernel or the firmware gives, else that of the cores, with their
// number when they differ: "2 x Phytium FTC310 + 2 x Phytium FTC664".
std::string cpu_name(const CpuIdentity& cpu, const std::vector<CoreKind>& kinds);

// "Phytium FTC310: 0-1; Phytium FTC664: 2-3", the fingerprint's "clusters"; "" of one kind.
std::string clusters_text(const std::vector<CoreKind>& kinds);

// What a time that was measured on this CPU is labelled with: the kind of its core, by the
// fingerprint. "" when the machine does not tell.
std::string core_at(const record::Host& host, unsigned cpu);

// Of `allowed` those with cores of the last one's kind, on which programs are timed: times of other
// kinds are times of other chips. All of them where there is one kind.
std::vector<unsigned> cpus_of_one_kind(const record::Host& host,
                                       const std::vector<unsigned>& allowed);

}  // namespace assay::host
