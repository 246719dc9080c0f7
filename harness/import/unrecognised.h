// SPDX-License-Identifier: Apache-2.0
// What a file is that no reader takes, and what to do about it: a file that was cut, compressed,
// in another encoding, or with a program's other output around the result.
#pragma once

#include <string_view>

#include "base/error.h"

namespace assay::import {

// An Error(usage) at `name` that says so.
base::Error unrecognised(std::string_view bytes, std::string_view name);

// A file that begins as Google Benchmark's does and is not JSON to its end: how many benchmarks are
// whole, where it was cut. Nothing when its brackets are closed.
bool is_cut(std::string_view bytes);
base::Error cut_result(std::string_view bytes, std::string_view name);

// Without the byte-order mark that some editors put before UTF-8.
std::string_view without_mark(std::string_view bytes);

}  // namespace assay::import
