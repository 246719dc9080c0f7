// SPDX-License-Identifier: Apache-2.0
// The one text of a JSON value that every program writes alike: RFC 8785, the JSON Canonicalization
// Scheme. What a hash of a document is taken from; nothing is stored in this form.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/json.h"

namespace assay::base {

// Without white space; members sorted by the UTF-16 code units of their keys; numbers as ECMAScript
// prints them. Every number is a double there, so a whole number that no double holds becomes the
// nearest one, as in any other program that follows the RFC. Broken UTF-8 is replaced as in
// Json::dump. Numbers must be finite (ensure). The keys `without` are left out of the outermost
// object: a document can't hold its own hash.
std::string canonical_json(const Json& json, std::span<const std::string_view> without = {});

}  // namespace assay::base
