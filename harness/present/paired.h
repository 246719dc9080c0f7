// SPDX-License-Identifier: Apache-2.0
// A benchmark of a gate's record, down to its blocks.
#pragma once

#include <optional>
#include <string>

#include "present/formats.h"
#include "record/doubt.h"
#include "record/paired.h"

namespace assay::present {

// One line a block: what it says and what it rests on. The slices themselves are in the record.
// `doubt`: why nothing should rest on it.
std::string blocks_text(const record::PairedBenchmark& benchmark,
                        const std::optional<record::Doubt>& doubt, const Style& style);

}  // namespace assay::present
