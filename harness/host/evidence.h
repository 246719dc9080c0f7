// SPDX-License-Identifier: Apache-2.0
// What speaks for this machine being emulated or virtualised, or for a container around us, and the
// class that follows. Absence of signs proves nothing: the best class is "bare-metal-claimed".
// Needs few other parts, so that it can be built for every architecture and tried under its
// emulator.
#pragma once

#include <string>
#include <vector>

#include "host/cpu_identity.h"
#include "host/root.h"
#include "record/host.h"

namespace assay::host {

// Signals begin with "emulator: ", "hypervisor: " or "container: ".
std::vector<record::Evidence> find_evidence(const Root& root, const CpuIdentity& cpu);
std::vector<record::Evidence> find_evidence(const Root& root);

// "emulated" when any evidence says so strongly, "virtualised" for a hypervisor, else
// "bare-metal-claimed".
std::string host_class(const std::vector<record::Evidence>& evidence);

}  // namespace assay::host
