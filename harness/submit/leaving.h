// SPDX-License-Identifier: Apache-2.0
// What of a record, and of the manifest of the kit that measured it, may leave a machine: keys that
// a table names one by one. What is not named is left out, so that a key which somebody adds later
// stays at home until it is thought about. host/saved_copy.cc has the table of the machine's copy.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace assay::submit {

// What a value at a key may look like.
enum class Form {
  number,  // or true or false
  text,    // words of ours or of the machine; paths in it become PATH, but those of the kernel
  inside,  // a path below the kit's folder; any other becomes PATH
  hash,    // hexadecimal digits
};

// "hosts[].fingerprint.cpu": "[]" stands for every item of an array, "*" for every key.
struct MayLeave {
  std::string_view path;
  Form form;
};

std::span<const MayLeave> may_leave();         // of a record
std::span<const MayLeave> may_leave_of_kit();  // of a kit's manifest

struct Leaving {
  base::Json document;  // with what may leave; everything else is missing or shortened
  std::vector<std::string> left_out;  // places of what was left out or shortened, in order
};

Leaving fit_to_leave(const base::Json& document, std::span<const MayLeave> allowed);

// Only the places.
std::vector<std::string> may_not_leave(const base::Json& document,
                                       std::span<const MayLeave> allowed);

// Absolute paths of a sentence become PATH; those that the kernel names, and the files by which
// systems and containers are known, are the same on every machine and stay.
std::string without_paths(std::string_view text);

}  // namespace assay::submit
