// SPDX-License-Identifier: Apache-2.0
// The variants of kernels as an aligned table for people.
#pragma once

#include <string>

#include "present/formats.h"

namespace assay::present {

std::string terminal_text(const judge::Tuning& tuning, const Style& style);

}  // namespace assay::present
