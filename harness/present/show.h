// SPDX-License-Identifier: Apache-2.0
// One record for people: what it holds, and any number of it traced down to raw samples, flags and
// hashes. As JSON it is the record's own document, or the part of it about one benchmark.
#pragma once

#include <string>
#include <string_view>

#include "present/formats.h"

namespace assay::present {

std::string record_text(const record::Record& record, const Style& style);

// About ten lines: the number, how it was derived, where it ran; with `style.all` all there is.
// Throw Error(usage) with the nearest names when no cell holds a benchmark of this full name.
std::string benchmark_text(const record::Record& record, std::string_view benchmark,
                           const Style& style);
// `document` is the record's own. The result's schema has the number of the document's.
std::string benchmark_json(const record::Record& record, std::string_view document,
                           std::string_view benchmark);

}  // namespace assay::present
