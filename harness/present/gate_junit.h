// SPDX-License-Identifier: Apache-2.0
// A gate as JUnit XML, which CI servers read as tests: red rows are failures, rows without a
// decision are skipped with the reason. Well-formed XML 1.0 whatever the names hold.
#pragma once

#include <string>
#include <string_view>

#include "judge/gate.h"

namespace assay::present {

std::string junit_text(const judge::Gate& gate);

// For text and attributes: what is markup is escaped, what XML 1.0 forbids is dropped, and white
// space survives an attribute. Broken UTF-8 becomes U+FFFD.
std::string xml_escaped(std::string_view text);

}  // namespace assay::present
