// SPDX-License-Identifier: Apache-2.0
// What a record's document says, as a hash: the same for every order of keys and every way of
// writing a number, another one when a single value differs.
#pragma once

#include <string>

#include "base/json.h"

namespace assay::record {

// SHA-256 of the document in the canonical form of RFC 8785, without its own `id` and `content`.
// Keys that no reader knows are part of it. 64 hexadecimal digits.
std::string content_of(const base::Json& document);

}  // namespace assay::record
