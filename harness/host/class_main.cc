// SPDX-License-Identifier: Apache-2.0
// The detectors as a program of their own, built for every architecture: prints the class of the
// machine it believes to run on, and why.
#include <cstdio>

#include "host/evidence.h"

int main() {
  const auto evidence = assay::host::find_evidence(assay::host::Root());
  std::printf("%s\n", assay::host::host_class(evidence).c_str());
  for (const auto& sign : evidence) {
    std::printf("%s (%s): %s\n", sign.signal.c_str(), sign.strength.c_str(), sign.value.c_str());
  }
}
