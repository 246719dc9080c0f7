// SPDX-License-Identifier: Apache-2.0
// A benchmark of a gate's record, down to its blocks.
#pragma once

#include <string>

#include "present/formats.h"
#include "record/paired.h"

namespace assay::present {

// One line a block: what it says and what it rests on. The slices themselves are in the record.
std::string blocks_text(const record::PairedBenchmark& benchmark, const Look& look);

}  // namespace assay::present
