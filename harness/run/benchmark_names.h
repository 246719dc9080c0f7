// SPDX-License-Identifier: Apache-2.0
// What the names of Google Benchmark's benchmarks tell: the list a program prints, and the settings
// that the library appends to a name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::run {

// Lines of --benchmark_list_tests that can be names, in the order in which the program runs them.
// The program prints to the same stream, so what no name looks like (control characters, broken
// UTF-8, more than 1,000 bytes) is left out.
std::vector<std::string> parse_list(std::string_view text);

// "a", "b", "a" become "a", "b", "a#2", or "a#3" where "a#2" is a name: a record's names are
// unique.
std::vector<std::string> unique_names(const std::vector<std::string>& names);

struct NameSettings {
  std::uint64_t threads = 1;      // "/threads:4"
  std::uint64_t repetitions = 1;  // "/repeats:3"
  bool fixed_iterations = false;  // "/iterations:5"
};
NameSettings settings_of(std::string_view name);

}  // namespace assay::run
