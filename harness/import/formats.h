// SPDX-License-Identifier: Apache-2.0
// Every kind of result file that can be read, in one table: our own records and other tools' files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace assay::import {

// Recognises the format by its content. Throws Error(usage) when it is none, naming those there
// are.
record::Record read_any(std::string_view bytes, std::string_view name);

std::vector<std::string> format_names();

}  // namespace assay::import
