// SPDX-License-Identifier: Apache-2.0
// The two sides of a measurement for tests: fake_worker.cc says what the filters mean.
#pragma once

#include <string>

#include "measure/blocks.h"

namespace assay::measure {

inline Side fake(const std::string& behaviour) {
  return {.program = ASSAY_BINARY_DIR "/assay_fake_worker", .filter = "^" + behaviour + "$"};
}

}  // namespace assay::measure
