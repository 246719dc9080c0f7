// SPDX-License-Identifier: Apache-2.0
// Text that is nearly JSON: numbers JSON doesn't know, bytes that are no UTF-8, an end in the
// middle. Looks at brackets and strings only; whether the rest is JSON is for a parser to say.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::import {

inline constexpr std::string_view kBlank = " \t\r\n";  // between the pieces of JSON

// The same text, byte for byte as long, with bare NaN and infinities ("NaN", "-inf", "Infinity",
// any case) and what is above the largest double (1e400) as the strings below, integers that no 64
// bits hold as doubles, without the percent sign behind a number ("12%"), and with '?' for control
// characters and broken UTF-8 inside strings.
std::string mend(std::string_view text);

// The number that `mend` made a string of; nothing for other strings.
std::optional<double> mended_number(std::string_view text);

// The text up to the last complete object of the array `key` of the top-level object, closed.
// Nothing when the text ends before that array.
std::optional<std::string> close_after_last_item(std::string_view text, std::string_view key);

// True when the top-level object has all the keys. Looks no further than the last of them.
bool has_keys(std::string_view text, std::vector<std::string_view> keys);

// How many brackets are open at the end: not 0 in a document that was cut.
std::size_t open_brackets(std::string_view text);

// How many objects of the array `key` of the top-level object are complete.
std::size_t whole_items(std::string_view text, std::string_view key);

// Where item `index` of the array `key` of the top-level object begins; the end when there is none.
std::size_t offset_of_item(std::string_view text, std::string_view key, std::size_t index);

}  // namespace assay::import
