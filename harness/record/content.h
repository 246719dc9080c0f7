// SPDX-License-Identifier: Apache-2.0
// What a record's document says, as a hash: the same for every order of keys and every way of
// writing a number, another one when a single value differs.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace assay::record {

// SHA-256 of the document in the canonical form of RFC 8785, without its own `id` and `content`,
// and without `marks`, which follow from the rest (marks.h). Keys that no reader knows are part of
// it. 64 hexadecimal digits.
std::string content_of(const base::Json& document);

// "20261125T120351Z-3f9a01": when the record was made, so that ids sort by time, and the first six
// digits of its content.
std::string id_of(std::string_view created, std::string_view content);

}  // namespace assay::record
