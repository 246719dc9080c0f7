// SPDX-License-Identifier: Apache-2.0
#include "host/evidence.h"

#include <algorithm>

#include "host/container.h"
#include "host/emulation.h"
#include "host/guest.h"
#include "host/signs.h"

namespace assay::host {

std::vector<record::Evidence> find_evidence(const Root& root, const CpuIdentity& cpu) {
  Signs signs;
  look_for_hypervisor(root, cpu, signs);
  look_for_emulator(root, cpu, signs);
  look_for_container(root, signs);
  return signs.take();
}

std::vector<record::Evidence> find_evidence(const Root& root) {
  return find_evidence(root, identify_cpu(root));
}

std::string host_class(const std::vector<record::Evidence>& evidence) {
  const auto says = [&](std::string_view what) {
    return std::any_of(evidence.begin(), evidence.end(), [&](const record::Evidence& one) {
      return one.strength == "strong" && one.signal.starts_with(what);
    });
  };
  if (says(kEmulated)) return "emulated";
  if (says(kVirtual)) return "virtualised";
  return "bare-metal-claimed";
}

}  // namespace assay::host
