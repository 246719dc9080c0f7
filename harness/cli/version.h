// SPDX-License-Identifier: Apache-2.0
// The version of this program and the commit it was built from; version.cc.in is filled in at every
// build.
#pragma once

#include <string>
#include <string_view>

#include "record/record.h"

namespace assay::cli {

extern const std::string_view kVersion;  // "0.1.0"
extern const std::string_view kCommit;   // 40 hex digits; "" outside git and its archives
extern const bool kDirty;                // tracked files differed from that commit

// As records name it.
inline record::Harness this_harness() {
  return {.version = std::string(kVersion), .commit = std::string(kCommit), .dirty = kDirty};
}

}  // namespace assay::cli
