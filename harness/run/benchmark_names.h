// SPDX-License-Identifier: Apache-2.0
// The names of Google Benchmark's benchmarks: the list a program prints, and how a name is spelt
// elsewhere. What a benchmark is set to (threads, repetitions, iterations) is never read from its
// name, which people may give as they like: the results say it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::run {

struct ListedNames {
  std::vector<std::string> names;  // in the order in which the program runs them
  std::vector<std::string> notes;  // what was left out and why
};

// From what the program printed when it was asked for the list of all its benchmarks, and what when
// it was asked for that of none: the program prints to the same stream, and what stands in both is
// no list. It may differ a little (a time, an address). A name with a line's end is several lines.
ListedNames parse_list(std::string_view all, std::string_view none);

// "a", "b", "a" become "a", "b", "a#2", or "a#3" where "a#2" is a name: a record's names are
// unique.
std::vector<std::string> unique_names(const std::vector<std::string>& names);

// How the name stands in Google Benchmark's JSON once that was read: '?' for broken UTF-8 and for
// control characters that the library does not escape.
std::string as_reported(std::string_view name);

}  // namespace assay::run
