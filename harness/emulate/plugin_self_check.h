// SPDX-License-Identifier: Apache-2.0
// The proof that a QEMU and the counting plugin give the figures they must: a program of known
// instructions runs once for each pair, and the pair that passed is remembered. Counts of a pair
// that did not pass are never taken.
#pragma once

#include <string>

#include "base/outcome.h"
#include "record/capabilities.h"
#include "sys/folders.h"

namespace assay::emulate {

// ok, or unavailable "self-check" with what differs.
base::Outcome self_check(const record::Qemu& qemu, const std::string& plugin_sha256,
                         const sys::Folders& folders);

}  // namespace assay::emulate
